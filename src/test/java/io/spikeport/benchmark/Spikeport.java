package io.spikeport.benchmark;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The program as a user starts it. */
final class Spikeport {

  private static final String MEASURE =
      """
      import resource, subprocess, sys, time
      start = time.perf_counter()
      subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
      print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
      """;

  private Spikeport() {}

  /** What one run took. */
  record Cost(double seconds, double mebibytes) {}

  static Cost run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/python3", "-c", MEASURE, "./spikeport"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    String[] words =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .trim()
            .split(" ");
    if (process.waitFor() != 0) {
      throw new IOException("failed: " + command);
    }
    return new Cost(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
  }
}
