package io.spikeport.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The program's entry. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    // Plots are drawn without a screen, and nothing may wait for one.
    System.setProperty("java.awt.headless", "true");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code = run(new Terminal(out, err, Terminal.isWatched()), args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /**
   * Runs one command line.
   *
   * @return the exit code
   */
  static int run(Terminal terminal, String... args) {
    try {
      return new Commands(terminal).forArguments(args).execute(args);
    } catch (LinkageError e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      terminal
          .err()
          .println(
              "spikeport: libraries: expected ones that load, found "
                  + root
                  + "; build again, or unpack the archive again (spikeport doctor says more)");
      return ExitCode.FILE;
    }
  }
}
