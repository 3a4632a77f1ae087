package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small models, each of which stands for a kind that the field tripped over. */
class FieldModelsTest {

  private static final Path FOLDER = Path.of("src/test/resources/io/spikeport/cli/field");
  private static final Path IMAGES = FOLDER.resolve("r3x8x8.npy");

  @TempDir Path folder;

  private Cli.Result run(String command, String model, Object... options) {
    List<Object> words = new ArrayList<>(List.of(command, FOLDER.resolve(model + ".onnx")));
    if (command.equals("convert")) {
      words.addAll(List.of("--calibration", IMAGES, "-o", folder.resolve("out.snn")));
    }
    words.addAll(List.of(options));
    return Cli.run(words.toArray());
  }

  /** What inspect promises, convert keeps, and what one refuses the other does too. */
  @ParameterizedTest
  @CsvSource({
    "float16_io, '', 0",
    "double_net, '', 0",
    "torch_avgpool_ceil_8x8, '', 0",
    "unused_input, '', 0",
    "two_outputs, --output y, 0",
    "two_outputs, '', 3",
    "op_linear_only_conv, '', 3"
  })
  void inspectAndConvertAgree(String model, String options, int code) {
    Object[] words = options.isEmpty() ? new Object[0] : options.split(" ");

    Cli.Result inspected = run("inspect", model, words);
    Cli.Result converted = run("convert", model, words);

    assertEquals(code, inspected.code(), inspected.out() + inspected.err());
    assertEquals(code, converted.code(), converted.err());
    if (code != 0) {
      String why = converted.err().replace("spikeport: ", "").strip();
      assertTrue(
          inspected.out().contains(why.substring(why.indexOf("expected"))), inspected.out() + why);
    }
  }

  @Test
  void inspectTakesASizeThatTheModelLeavesOpen() {
    assertEquals(3, run("inspect", "dynamic_hw").code());
    Cli.Result sized = run("inspect", "dynamic_hw", "--input-shape", "1,3,8,8", "--json");
    assertEquals(0, sized.code(), sized.err());
    assertEquals(8 * 8 * 8, neurons(sized));
    assertEquals(
        8 * 5 * 6, neurons(run("inspect", "dynamic_hw", "--input-shape", "4,3,5,6", "--json")));
    for (String wrong : List.of("1,4,8,8", "3,8,8", "1,3,0,8")) {
      Cli.Result refused = run("inspect", "dynamic_hw", "--input-shape", wrong);
      assertEquals(2, refused.code(), refused.err());
      assertTrue(refused.err().contains("--input-shape"), refused.err());
    }
  }

  private static int neurons(Cli.Result inspected) {
    return inspected
        .json()
        .getAsJsonObject("model")
        .getAsJsonArray("neurons")
        .get(0)
        .getAsJsonObject()
        .get("size")
        .getAsInt();
  }

  /** The reference is compared in the output that was converted. */
  @Test
  void evaluateKnowsWhichOutputWasConverted() {
    assertEquals(0, run("convert", "two_outputs", "--output", "y").code());
    Cli.Result evaluated =
        Cli.run(
            "evaluate",
            folder.resolve("out.snn"),
            "--data",
            IMAGES,
            "--reference",
            FOLDER.resolve("two_outputs.onnx"),
            "--diagnose",
            "--json");
    assertEquals(0, evaluated.code(), evaluated.err());
  }

  @ParameterizedTest
  @CsvSource({"article, layer", "article, channel", "low-latency, channel", "auto, channel"})
  void aLayerThatNeverFiresConvertsWithANote(String preset, String granularity) {
    Cli.Result converted =
        preset.equals("auto")
            ? run("convert", "dead_layer", "--preset", preset)
            : run("convert", "dead_layer", "--preset", preset, "--granularity", granularity);
    assertEquals(0, converted.code(), converted.err());
    assertTrue(converted.err().contains("layer 's' is silent"), converted.err());
  }
}
