package io.spikeport.cli;

import io.spikeport.cli.options.Limits;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells what went wrong: one line a problem, and a stack trace only where it was asked for. */
public final class ErrorReport implements IExecutionExceptionHandler {

  private static final int DEEPEST_CAUSE = 20;

  private final PrintStream err;

  public ErrorReport(PrintStream err) {
    this.err = err;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parsed) {
    return tell(
        exception,
        commandLine.getCommand() instanceof Command command && command.wantsStackTrace());
  }

  /**
   * Tells of a failure.
   *
   * @return the exit code
   */
  public int tell(Throwable thrown, boolean stackTrace) {
    int code =
        causes(thrown)
            .flatMap(cause -> known(cause).stream())
            .findFirst()
            .orElse(ExitCode.INTERNAL_ERROR);
    if (code == ExitCode.INTERNAL_ERROR) {
      err.println("spikeport: internal error: " + thrown);
      if (!stackTrace) {
        err.println("spikeport: run again with --stacktrace and report it, please");
      }
    }
    if (stackTrace) {
      thrown.printStackTrace(err);
    }
    err.flush();
    return code;
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(DEEPEST_CAUSE);
  }

  /** Tells of what is no fault of the program; its exit code. */
  private Optional<Integer> known(Throwable cause) {
    if (cause instanceof SpikeportException told) {
      tell(told.problems());
      return Optional.of(ExitCode.of(told));
    }
    Optional<Problem> limit = Limits.reached(cause);
    limit.ifPresent(problem -> tell(List.of(problem)));
    return limit.map(problem -> ExitCode.FILE);
  }

  private void tell(List<Problem> problems) {
    problems.forEach(problem -> err.println("spikeport: " + problem));
  }
}
