package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikeport.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Completion as the shells themselves do it. */
class CompletionTest {

  /** What is typed, and what the program gets after a Tab. */
  private static final Map<String, String> CASES =
      new TreeMap<>(
          Map.of(
              "spikeport ev", "evaluate",
              "spikeport comp", "completion",
              "spikeport evaluate --min-a", "evaluate --min-accuracy",
              "spikeport convert model.onnx --preset art", "convert model.onnx --preset article",
              "spikeport convert --max-pool lat", "convert --max-pool lateral-inhibition",
              "spikeport inspect LICE", "inspect LICENSE",
              "spikeport evaluate --data LICE", "evaluate --data LICENSE",
              "spikeport export model.snn --targ", "export model.snn --target"));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void theShellCompletesCommandsOptionsValuesAndFiles(String shell) throws Exception {
    assumeTrue(Programs.isInstalled(shell), shell + " is not installed");
    Path script = folder.resolve("completion");
    Files.writeString(script, Cli.run("completion").out());
    List<String> command = new ArrayList<>(List.of(shell));
    command.add(Path.of(CompletionTest.class.getResource("complete." + shell).toURI()).toString());
    command.add(script.toString());
    command.addAll(CASES.keySet());
    assertEquals(
        List.copyOf(CASES.values()), Programs.output(command).lines().map(String::strip).toList());
  }
}
