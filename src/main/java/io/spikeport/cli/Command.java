package io.spikeport.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.spikeport.cli.output.Progress;
import io.spikeport.cli.output.Terminal;
import io.spikeport.error.DataException;
import io.spikeport.error.Problem;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has in common. */
abstract class Command implements Callable<Integer> {

  private final Terminal terminal;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output and nothing else there.")
  private boolean json;

  @Option(names = "--stacktrace", description = "Print a stack trace when something goes wrong.")
  private boolean stackTrace;

  @Spec private CommandSpec spec;

  Command(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Does the work, once the files that the command line names are known to be distinct. */
  @Override
  public final Integer call() {
    CommandFiles files = CommandFiles.of(spec, unnamedOutputs());
    files.requireDistinct();
    int code = run();
    files.replaced().forEach(path -> tell("note: " + path + " replaced"));
    return code;
  }

  /**
   * Does the work.
   *
   * @return the exit code
   */
  abstract int run();

  /** Outputs that no option names, by the option that would. */
  Map<String, Path> unnamedOutputs() {
    return Map.of();
  }

  CommandSpec spec() {
    return spec;
  }

  Terminal terminal() {
    return terminal;
  }

  boolean wantsStackTrace() {
    return stackTrace;
  }

  boolean wantsJson() {
    return json;
  }

  /** Prints a result as one JSON object. */
  void printJson(Object result) {
    Gson gson = new GsonBuilder().disableHtmlEscaping().create();
    String whole;
    try {
      whole = gson.toJson(result);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          Problem.mismatch(
              "--json",
              "results within the numbers of JSON",
              "an overflow (NaN or infinity)",
              "look at the results without --json"),
          e);
    }
    terminal.out().println(whole);
  }

  /** Prints one line of a result for people. */
  void print(String line) {
    terminal.out().println(line);
  }

  /** Tells something that is no part of the result. */
  void tell(String line) {
    terminal.err().println(line);
  }

  /** Tells what had to be guessed. */
  void note(String line) {
    tell("note: " + line);
  }

  Progress progress() {
    return new Progress(terminal);
  }
}
