package io.spikeport.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A process that simulates, or runs the plain network, when it is told to. It starts in an
 * environment without this project's settings; whose they are takes them itself.
 */
final class Contestant implements AutoCloseable {

  private static final List<String> SETTINGS =
      List.of("OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "ONEDNN_", "DNNL_", "MALLOC_");

  /** Processors that a contestant may use, as {@code taskset} takes them. */
  private static final String PROCESSORS = environment("PROCESSORS", "0,1");

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;
  private final int batch;

  private Contestant(List<String> command) throws IOException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", PROCESSORS));
    pinned.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(pinned).redirectError(Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> SETTINGS.stream().anyMatch(name::startsWith));
    process = builder.start();
    commands = process.outputWriter(StandardCharsets.US_ASCII);
    answers = process.inputReader(StandardCharsets.US_ASCII);
    String ready = answer();
    if (!ready.startsWith("ready ")) {
      throw new IOException("expected 'ready', found '" + ready + "' from " + command);
    }
    batch = Integer.parseInt(ready.substring("ready ".length()));
  }

  private static String environment(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value;
  }

  /** The article's pipeline in PyTorch, as {@code benchmarks/pytorch_reference.py} runs it. */
  static Contestant python(Subject subject, int threads, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                environment("PYTHON", "/usr/bin/python3"),
                "benchmarks/pytorch_reference.py",
                subject.network(),
                subject.data().toString(),
                "--timesteps=" + subject.timesteps(),
                "--batch=" + subject.batches(),
                "--threads=" + threads,
                "--serve"));
    command.addAll(Arrays.asList(more));
    return new Contestant(command);
  }

  /** A Java program with Java's own settings. */
  static Contestant plainJava(Class<?> program, Subject subject, int threads) throws IOException {
    List<String> command = new ArrayList<>(List.of(java(), "-cp", classPath(), program.getName()));
    command.addAll(subject.arguments(threads));
    return new Contestant(command);
  }

  /** This project's engine with what its launcher tells Java and the libraries. */
  static Contestant engine(String engine, Subject subject, int threads) throws IOException {
    String script =
        ". src/main/assembly/options.sh; options_for evaluate; java=$1; shift;"
            + " exec \"$java\" $command_options $java_options \"$@\"";
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh", java()));
    for (String name : List.of("onnxruntime.native.path", "spikeport.natives")) {
      if (System.getProperty(name) != null) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.addAll(List.of("-cp", classPath(), EngineServer.class.getName(), engine));
    command.addAll(subject.arguments(threads));
    return new Contestant(command);
  }

  private static String java() {
    return System.getProperty("java.home") + "/bin/java";
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Images that it takes at once, the fastest number that it found. */
  int batch() {
    return batch;
  }

  /** Seconds that so many images take. */
  double seconds(int images) throws IOException {
    commands.write(images + "\n");
    commands.flush();
    return Double.parseDouble(answer());
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("a contestant ended, see above");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.destroy();
  }
}
