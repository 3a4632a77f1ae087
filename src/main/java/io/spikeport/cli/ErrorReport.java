package io.spikeport.cli;

import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells what went wrong: one line a problem, and a stack trace only where it was asked for. */
final class ErrorReport implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    boolean stackTrace =
        commandLine.getCommand() instanceof Command command && command.wantsStackTrace();
    int code;
    if (exception instanceof SpikeportException known) {
      for (Problem problem : known.problems()) {
        err.println("spikeport: " + problem);
      }
      code = ExitCode.of(known);
    } else {
      err.println("spikeport: internal error: " + exception);
      if (!stackTrace) {
        err.println("spikeport: run again with --stacktrace and report it, please");
      }
      code = ExitCode.INTERNAL_ERROR;
    }
    if (stackTrace) {
      exception.printStackTrace(err);
    }
    err.flush();
    return code;
  }
}
