package io.spikeport.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What every command has in common. */
abstract class Command implements Callable<Integer> {

  private final Terminal terminal;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output and nothing else there.")
  private boolean json;

  @Option(names = "--stacktrace", description = "Print a stack trace when something goes wrong.")
  private boolean stackTrace;

  Command(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  boolean wantsJson() {
    return json;
  }

  boolean wantsStackTrace() {
    return stackTrace;
  }

  /** Prints a result as one JSON object. */
  void printJson(Object result) {
    Gson gson = new GsonBuilder().disableHtmlEscaping().create();
    terminal.out().println(gson.toJson(result));
  }

  /** Prints one line of a result for people. */
  void print(String line) {
    terminal.out().println(line);
  }

  /** Tells something that is no part of the result. */
  void tell(String line) {
    terminal.err().println(line);
  }

  Progress progress() {
    return new Progress(terminal);
  }
}
