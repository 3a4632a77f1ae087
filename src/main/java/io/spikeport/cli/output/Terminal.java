package io.spikeport.cli.output;

import java.io.PrintStream;
import java.util.Objects;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err progress and messages
 * @param interactive whether somebody is watching {@code err}
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  /** Set by the launcher, which can ask what Java cannot: whether standard error is a terminal. */
  private static final String WATCHED = "spikeport.watched";

  public Terminal {
    Objects.requireNonNull(out);
    Objects.requireNonNull(err);
  }

  /** Whether somebody is watching standard error. */
  public static boolean isWatched() {
    String told = System.getProperty(WATCHED);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }
}
