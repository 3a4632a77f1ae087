package io.spikeport.cli;

import io.spikeport.cli.options.ArgumentFiles;
import io.spikeport.cli.options.PathConverter;
import io.spikeport.cli.output.Terminal;
import io.spikeport.error.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The program with its commands. Picocli looks at every option of every command that it is given,
 * which takes longer than to run most of them; so it is given what the command line calls for.
 */
public final class Commands {

  /** In the order of the help. */
  private enum Subcommand {
    CONVERT(ConvertCommand.class),
    EVALUATE(EvaluateCommand.class),
    SIMULATE(SimulateCommand.class),
    INSPECT(InspectCommand.class),
    EXPORT(ExportCommand.class),
    BATCH(BatchCommand.class),
    DOCTOR(DoctorCommand.class),
    COMPLETION(CompletionCommand.class);

    private final Class<?> type;

    Subcommand(Class<?> type) {
      this.type = type;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Terminal terminal;

  public Commands(Terminal terminal) {
    this.terminal = terminal;
  }

  /** All of it, from which the pages and the completion are made. */
  public CommandLine all() {
    CommandLine program = new CommandLine(new SpikeportCommand());
    for (Subcommand each : Subcommand.values()) {
      program.addSubcommand(whole(each));
    }
    return finished(program);
  }

  /**
   * Runs a command line.
   *
   * @return the exit code
   */
  int execute(String... args) {
    try {
      ArgumentFiles.requireReadable(args);
    } catch (UsageException e) {
      return new ErrorReport(terminal.err()).tell(e, false);
    }
    String[] words = args;
    if (args.length > 0 && args[0].equals("help")) { // as with other programs: help COMMAND
      words = args.length == 1 ? new String[] {"--help"} : new String[] {args[1], "--help"};
    }
    return forArguments(words).execute(words);
  }

  /** What can run a command line as the whole program would. */
  CommandLine forArguments(String... args) {
    for (String argument : args) {
      if (argument.startsWith("@")) {
        return all(); // a file of arguments may name any command
      }
      for (Subcommand each : Subcommand.values()) {
        if (each.word().equals(argument)) {
          CommandLine program = new CommandLine(new SpikeportCommand());
          program.addSubcommand(whole(each));
          return finished(program);
        }
      }
    }
    // What names no command asks for the list of them, or is an error.
    CommandLine program = new CommandLine(new SpikeportCommand());
    for (Subcommand each : Subcommand.values()) {
      program.addSubcommand(outline(each));
    }
    return finished(program);
  }

  private CommandLine whole(Subcommand subcommand) {
    try {
      return new CommandLine(
          subcommand.type.getDeclaredConstructor(Terminal.class).newInstance(terminal));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("every command has a constructor for the terminal", e);
    }
  }

  /** A command as far as the list of commands shows it. */
  private static CommandLine outline(Subcommand subcommand) {
    CommandLine.Command command = subcommand.type.getAnnotation(CommandLine.Command.class);
    CommandSpec spec = CommandSpec.create().name(command.name());
    spec.usageMessage().description(command.description());
    return new CommandLine(spec);
  }

  private CommandLine finished(CommandLine program) {
    describeExitCodes(program);
    program.getSubcommands().values().forEach(Commands::describeExitCodes);
    program.setOut(new PrintWriter(terminal.out(), true));
    program.setErr(new PrintWriter(terminal.err(), true));
    program.setCaseInsensitiveEnumValuesAllowed(true);
    program.registerConverter(Path.class, new PathConverter());
    program.setExecutionExceptionHandler(new ErrorReport(terminal.err()));
    program.setParameterExceptionHandler(new UsageReport());
    return program;
  }

  private static void describeExitCodes(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.meanings());
  }
}
