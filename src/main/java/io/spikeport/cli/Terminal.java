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

  /** Set by the launcher, which can ask what Java cannot: whether standard error is a terminal. */
  private static final String WATCHED = "spikeport.watched";

  Terminal {
    Objects.requireNonNull(out);
    Objects.requireNonNull(err);
  }

  /** Whether somebody is watching standard error. */
  static boolean isWatched() {
    String told = System.getProperty(WATCHED);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }
}
