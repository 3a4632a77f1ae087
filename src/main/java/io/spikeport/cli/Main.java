package io.spikeport.cli;

import io.spikeport.cli.output.Terminal;
import io.spikeport.error.Problem;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine.PicocliException;

/** The program's entry. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    // Plots are drawn without a screen, and nothing may wait for one.
    System.setProperty("java.awt.headless", "true");
    // Whoever waits for a thread's work hears of its failure.
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
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
  public static int run(Terminal terminal, String... args) {
    int code;
    try {
      code = new Commands(terminal).execute(args);
    } catch (PicocliException | Error e) {
      boolean stackTrace = Arrays.asList(args).contains("--stacktrace");
      code = new ErrorReport(terminal.err()).tell(e, stackTrace);
    }
    if (terminal.out().checkError()) {
      terminal
          .err()
          .println(
              "spikeport: "
                  + Problem.mismatch(
                      "standard output",
                      "to write all of the result",
                      "an error (a full disk, or a reader that ended)",
                      "write to another place"));
      return code == ExitCode.DONE ? ExitCode.FILE : code;
    }
    return code;
  }
}
