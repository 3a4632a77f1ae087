package io.spikeport.conversion;

import java.util.Objects;

/**
 * Something that a conversion decided.
 *
 * @param subject what about, for example a layer
 * @param choice what came of it
 * @param reason why
 */
public record Decision(String subject, String choice, String reason) {

  public Decision {
    Objects.requireNonNull(subject);
    Objects.requireNonNull(choice);
    Objects.requireNonNull(reason);
  }

  /** {@code subject: choice (reason)}. */
  @Override
  public String toString() {
    return subject + ": " + choice + " (" + reason + ")";
  }
}
