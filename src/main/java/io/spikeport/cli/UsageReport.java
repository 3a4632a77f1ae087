package io.spikeport.cli;

import io.spikeport.batch.plan.Nearest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells what is wrong with a command line, in a line or two instead of the whole help text. Where a
 * word is not known, that is told, and not what is missing because of it.
 */
final class UsageReport implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine commandLine = exception.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println(
        "spikeport: "
            + unknown(exception)
                .map(word -> describe(word, commandLine))
                .orElse(exception.getMessage()));
    err.println("See '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.USAGE;
  }

  private static Optional<String> unknown(ParameterException exception) {
    if (exception instanceof UnmatchedArgumentException unmatched) {
      List<String> words = unmatched.getUnmatched();
      return words.stream().filter(UsageReport::isOption).findFirst().or(() -> first(words));
    }
    return exception instanceof MissingParameterException
        ? exception.getCommandLine().getUnmatchedArguments().stream()
            .filter(UsageReport::isOption)
            .findFirst()
        : Optional.empty();
  }

  private static Optional<String> first(List<String> words) {
    return words.stream().findFirst();
  }

  private static boolean isOption(String word) {
    return word.startsWith("-");
  }

  private static String describe(String word, CommandLine commandLine) {
    boolean isCommand = !isOption(word) && !commandLine.getSubcommands().isEmpty();
    String kind = isCommand ? "unknown command" : "unexpected argument";
    List<String> known = isCommand ? commands(commandLine) : options(commandLine);
    String nearest =
        Nearest.to(word, known)
            .or(() -> known.stream().filter(name -> name.startsWith(word)).findFirst())
            .map(name -> "; did you mean " + name + "?")
            .orElse("");
    return (isOption(word) ? "unknown option" : kind) + " '" + word + "'" + nearest;
  }

  private static List<String> commands(CommandLine commandLine) {
    return List.copyOf(commandLine.getSubcommands().keySet());
  }

  private static List<String> options(CommandLine commandLine) {
    return List.copyOf(commandLine.getCommandSpec().optionsMap().keySet());
  }
}
