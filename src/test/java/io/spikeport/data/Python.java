package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs Python programs as outside judges, where Debian's Python has their modules. */
public final class Python {

  private static final Path INTERPRETER = Path.of("/usr/bin/python3");

  private Python() {}

  /** Skips the test, with a message, if a module is missing. */
  public static void require(String... modules) throws Exception {
    assumeTrue(Files.isExecutable(INTERPRETER), "needs " + INTERPRETER);
    for (String module : modules) {
      Result result = execute(List.of("-c", "import " + module));
      assumeTrue(result.exit() == 0, "needs Python's " + module);
    }
  }

  /** Runs a program that must succeed, and returns what it prints. */
  public static String run(String program, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("-c", program));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Result result = execute(command);
    assertEquals(0, result.exit(), result.output());
    return result.output();
  }

  /** Runs a script file that must succeed, and returns what it prints. */
  public static String runFile(Path script, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Result result = execute(command);
    assertEquals(0, result.exit(), result.output());
    return result.output();
  }

  private record Result(int exit, String output) {}

  private static Result execute(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(INTERPRETER.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Idle threads of its linear algebra must not spin on the cores that the test shares.
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
