package io.spikeport.cli;

import io.spikeport.ClassPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the program in a Java virtual machine of its own, to be killed. */
final class BatchProcess {

  private BatchProcess() {}

  /**
   * @param err where its standard error goes
   */
  static Process start(Path err, List<String> args) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(args)).redirectError(err.toFile());
    builder.environment().put("GOMP_SPINCOUNT", "0");
    return builder.start();
  }

  /** Java's command line. */
  static List<String> command(List<String> args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, ClassPath.entries()),
                Main.class.getName()));
    command.addAll(args);
    return command;
  }
}
