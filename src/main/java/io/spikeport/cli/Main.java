package io.spikeport.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

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
    return commandLine(terminal).execute(args);
  }

  /** The program's commands, from which its help, its pages and its completion are made. */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine commandLine = new CommandLine(new SpikeportCommand(), new CommandFactory(terminal));
    describeExitCodes(commandLine);
    commandLine.getSubcommands().values().forEach(Main::describeExitCodes);
    commandLine.setOut(new PrintWriter(terminal.out(), true));
    commandLine.setErr(new PrintWriter(terminal.err(), true));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(new ErrorReport());
    commandLine.setParameterExceptionHandler(new UsageReport());
    return commandLine;
  }

  private static void describeExitCodes(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.meanings());
  }
}
