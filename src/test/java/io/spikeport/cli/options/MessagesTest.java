package io.spikeport.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import io.spikeport.Fixtures;
import io.spikeport.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The first thing that is told is the mistake, in these words. */
class MessagesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "convert m.onnx --calib x | unknown option '--calib'; did you mean --calibration? |"
            + " spikeport convert",
        "evaluate m.snn --timestep 8 | unknown option '--timestep'; did you mean --timesteps? |"
            + " spikeport evaluate",
        "simulate m.snn --timestep 8 | unknown option '--timestep'; did you mean --timesteps? |"
            + " spikeport simulate",
        "--hlp | unknown option '--hlp'; did you mean --help? | spikeport",
        "convert --hlp | unknown option '--hlp'; did you mean --help? | spikeport convert",
        "convrt m.onnx | unknown command 'convrt'; did you mean convert? | spikeport",
        "inspect a.onnx b.onnx | unexpected argument 'b.onnx' | spikeport inspect",
        "convert m.onnx | Missing required option: '--calibration=DATA' | spikeport convert",
        "convert -T 100000000000 | Invalid value for option '--timesteps': expected a whole number"
            + " from 1 to 100000, found '100000000000' | spikeport convert",
      })
  void theMistakeFirst(String line, String message, String command) {
    Cli.Result result = Cli.run((Object[]) line.split(" "));
    assertEquals(2, result.code());
    assertEquals("spikeport: " + message + "\nSee '" + command + " --help'.\n", result.err());
  }

  @Test
  void aPercentileWithoutItsSign() {
    Cli.Result result =
        Cli.run("convert", "m.onnx", "--calibration", "x", "--normalization", "99.9");
    assertEquals(2, result.code());
    assertEquals(
        "spikeport: --normalization: expected a fraction of the maximum above 0 and at most 1,"
            + " found 99.9; for the percentile write 99.9%\n",
        result.err());
  }

  /** What decides a conversion or a run has a default that help tells, or says that it has none. */
  @Test
  void helpTellsDefaults() {
    List<Object> groups = List.of(new ConversionArguments(), new SimulationArguments());
    for (Object group : groups) {
      for (OptionSpec option : new CommandLine(group).getCommandSpec().options()) {
        String text = String.join(" ", option.description());
        assertTrue(
            option.arity().max() == 0 || text.contains("default"), option.longestName() + text);
      }
    }
  }

  @Test
  void aPlotOfAnotherKindBeforeAnyWork() {
    Cli.Result result = Cli.run("evaluate", "none.snn", "--data", "none.npy", "--plot", "p.eps");
    assertEquals(2, result.code());
    assertEquals(
        "spikeport: --plot: expected a name ending in .png, .svg or .pdf, found 'p.eps'\n",
        result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "help", "--help", "-h"})
  void helpIsNoMistake(String line) {
    Cli.Result result = Cli.run(line.isEmpty() ? new Object[0] : new Object[] {line});
    assertEquals(0, result.code());
    assertEquals("", result.err());
    assertEquals(Cli.run("--help").out(), result.out());
    assertTrue(result.out().startsWith("Usage: spikeport [-hV] COMMAND\n"), result.out());
  }

  @Test
  void helpOfACommandEitherWay() {
    for (String command : List.of("convert", "evaluate", "batch", "inspect")) {
      assertEquals(Cli.run(command, "--help"), Cli.run("help", command));
    }
  }

  @Test
  void evaluateWithoutLabels(@TempDir Path folder) throws IOException {
    Path model = Fixtures.model("mnist-cnn-avgpool");
    Path snn = folder.resolve("m.snn");
    // In a folder of their own the images have no labels beside them.
    Path images = Files.copy(Fixtures.TEST_IMAGES, folder.resolve("x-idx3-ubyte.gz"));
    Cli.run(
        "convert",
        model,
        "--calibration",
        Fixtures.CALIBRATION,
        "--samples",
        20,
        "--preset",
        "article",
        "-T",
        8,
        "-o",
        snn);
    Cli.Result alone = Cli.run("evaluate", snn, "--data", images, "--samples", 20);
    assertEquals(0, alone.code(), alone.err());
    assertEquals(
        "accuracy: not known; add --labels, or --reference MODEL.onnx for the agreement with the"
            + " trained network",
        alone.out().lines().toList().get(1));
    Cli.Result beside =
        Cli.run("evaluate", snn, "--data", images, "--samples", 20, "--reference", model, "--json");
    assertEquals(0, beside.code(), beside.err());
    List<JsonElement> agreement = beside.json().getAsJsonArray("agreement").asList();
    assertEquals(8, agreement.size());
    assertTrue(agreement.get(7).getAsDouble() > agreement.get(0).getAsDouble(), "" + agreement);
    assertTrue(!beside.json().has("accuracy") && !beside.json().has("annAccuracy"));
  }
}
