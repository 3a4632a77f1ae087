package io.spikeport.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the program runs on.
 *
 * @param processors that this process may use
 * @param memory bytes that this process may use: the machine's, or its control group's limit
 * @param heap bytes that the Java heap may grow to
 * @param spinCount what the environment says of idle OpenMP threads; empty if nothing
 * @param blasKernels whose kernels the environment has OpenBLAS take; empty if it chooses by itself
 * @param libraries versions by name, as the class path has them
 */
record Machine(
    String java,
    String javaHome,
    int processors,
    long memory,
    long heap,
    String spinCount,
    String blasKernels,
    Map<String, String> libraries) {

  private static final Path CGROUP_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
  private static final Pattern JAR = Pattern.compile("([a-z0-9-]+?)-(\\d[^/\\\\]*)\\.jar");

  static Machine inspect() {
    return new Machine(
        System.getProperty("java.version"),
        System.getProperty("java.home"),
        Runtime.getRuntime().availableProcessors(),
        available(),
        Runtime.getRuntime().maxMemory(),
        environment("GOMP_SPINCOUNT"),
        environment("OPENBLAS_CORETYPE"),
        libraries(System.getProperty("java.class.path")));
  }

  private static String environment(String name) {
    return Optional.ofNullable(System.getenv(name)).orElse("");
  }

  private static long available() {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    long machine = system.getTotalMemorySize();
    try {
      String limit = Files.readString(CGROUP_LIMIT).strip();
      return limit.matches("\\d{1,18}") ? Math.min(machine, Long.parseLong(limit)) : machine;
    } catch (IOException e) {
      return machine; // no control groups here
    }
  }

  static Map<String, String> libraries(String classPath) {
    Map<String, String> versions = new TreeMap<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Matcher jar = JAR.matcher(entry.replaceFirst(".*[/\\\\]", ""));
      if (jar.matches()) {
        versions.merge(jar.group(1), jar.group(2), (one, other) -> one + ", " + other);
      }
    }
    return versions;
  }

  /** For people. */
  static String bytes(long bytes) {
    return String.format(Locale.US, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
