package io.spikeport.cli.options;

import io.spikeport.error.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What an error of the Java virtual machine means for a user: the machine is at a limit. */
public final class Limits {

  private Limits() {}

  /** The problem, if the error is one of these. */
  public static Optional<Problem> reached(Throwable error) {
    if (error instanceof OutOfMemoryError) {
      return Optional.of(memory(String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT)));
    }
    if (error instanceof StackOverflowError) {
      return Optional.of(
          Problem.mismatch(
              "input",
              "values nested less deeply than fits onto Java's stack",
              "deeper ones",
              "simplify it, or set SPIKEPORT_JAVA_OPTS=-Xss64m"));
    }
    return error instanceof LinkageError ? Optional.of(libraries(error)) : Optional.empty();
  }

  private static Problem memory(String message) {
    if (message.contains("thread")) {
      return Problem.mismatch(
          "threads",
          "a system that starts all of them",
          "its limit reached",
          "use fewer --threads or --jobs");
    }
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    if (message.contains("heap")
        || message.contains("overhead")
        || message.contains("array size")) {
      return Problem.mismatch(
          "memory",
          "work that fits into " + heap + " MiB of Java heap",
          "more",
          "set SPIKEPORT_JAVA_OPTS=-Xmx"
              + 2 * heap
              + "m or more, or use fewer images, --threads or --timesteps");
    }
    return Problem.mismatch(
        "memory",
        "enough memory outside Java's heap",
        "no more",
        "use fewer --threads or --timesteps, or a machine with more memory");
  }

  private static Problem libraries(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    if (!Files.isWritable(temporary)) {
      return Problem.mismatch(
          temporary.toString(),
          "a folder for temporary files",
          Files.exists(temporary) ? "one that may not be written to" : "no such folder",
          "create it or change its permissions, or set TMPDIR to another");
    }
    return Problem.mismatch(
        "libraries",
        "ones that load",
        root.toString(),
        "build again, or unpack the archive again (spikeport doctor says more)");
  }
}
