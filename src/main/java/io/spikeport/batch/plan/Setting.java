package io.spikeport.batch.plan;

import java.util.List;
import java.util.Objects;

/**
 * A value of an option, and where it was said.
 *
 * @param values one text, or as many as there are for an option that takes a list
 * @param place for messages: a job file and a line, or the option on the command line
 */
public record Setting(List<String> values, String place) {

  public Setting {
    values = List.copyOf(values);
    Objects.requireNonNull(place);
  }

  /** The value as it is written on a command line. */
  String text() {
    return String.join(",", values);
  }
}
