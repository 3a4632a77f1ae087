package io.spikeport.cli;

import java.io.PrintStream;
import java.util.Objects;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err progress and messages
 * @param interactive whether somebody is watching {@code err}
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  Terminal {
    Objects.requireNonNull(out);
    Objects.requireNonNull(err);
  }
}
