package io.spikeport.format.contract;

import io.spikeport.error.Problem;
import java.util.Objects;

/**
 * Something of a model that a file's format, or the tool that the file is for, cannot say.
 *
 * @param place the node, or the part of the model
 * @param lost what cannot be said
 * @param done what was done about it
 * @param remedy how to avoid it; empty if there is no way
 * @param changesResult whether whoever reads the file gets other spikes or another output; such a
 *     model is written only where the user allows it
 */
public record Loss(String place, String lost, String done, String remedy, boolean changesResult) {

  public Loss {
    Objects.requireNonNull(place);
    Objects.requireNonNull(lost);
    Objects.requireNonNull(done);
    Objects.requireNonNull(remedy);
  }

  /** Something that is kept in another way, or that has no influence on the result. */
  public static Loss harmless(String place, String lost, String done) {
    return new Loss(place, lost, done, "", false);
  }

  /** Something without which the result is another. */
  public static Loss harmful(String place, String lost, String done, String remedy) {
    return new Loss(place, lost, done, remedy, true);
  }

  /** This loss as the reason of a refusal. */
  public Problem refusal() {
    String way = "give --allow-lossy to write it all the same";
    return new Problem(place, lost, remedy.isEmpty() ? way : remedy + ", or " + way);
  }

  /** For people: {@code place: lost; done}. */
  @Override
  public String toString() {
    return place + ": " + lost + "; " + done;
  }
}
