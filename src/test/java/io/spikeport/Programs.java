package io.spikeport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the machine, which judge what we made. */
public final class Programs {

  private Programs() {}

  public static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** What a program prints, on standard output and standard error together, within a minute. */
  public static String output(List<String> command) throws IOException, InterruptedException {
    // To a file: ending a process closes its pipes, also those that are still being read.
    Path printed = Files.createTempFile("printed", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(1, TimeUnit.MINUTES);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      String output = Files.readString(printed);
      assertTrue(ended, command + " did not end in a minute; it printed: " + output);
      return output;
    } finally {
      Files.delete(printed);
    }
  }
}
