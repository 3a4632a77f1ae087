package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.spikeport.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on the bundled model, as a user calls them. */
class CommandsTest {

  private static final Path MODEL = Fixtures.model("mnist-cnn-avgpool");

  @TempDir static Path folder;
  private static Path snn;
  private static JsonObject converted;

  @BeforeAll
  static void convert() {
    snn = folder.resolve("model.snn");
    Cli.Result result =
        Cli.run(
            "convert",
            MODEL,
            "--calibration",
            Fixtures.CALIBRATION,
            "--preset",
            "article",
            "-o",
            snn,
            "--json");
    assertEquals(0, result.code(), result.err());
    converted = result.json();
  }

  @Test
  void convertSaysWhatTheContractNames() {
    assertEquals(snn.toString(), converted.get("output").getAsString());
    assertEquals(3, converted.getAsJsonArray("layers").size());
    JsonObject layer = converted.getAsJsonArray("layers").get(0).getAsJsonObject();
    assertTrue(layer.has("name") && layer.has("scale"), layer.toString());
    assertTrue(converted.getAsJsonObject("parity").get("maximumRelative").getAsDouble() < 1e-4);
    assertTrue(converted.get("seconds").getAsDouble() > 0);
  }

  @Test
  void convertingTwiceGivesTheSameBytes() throws IOException {
    Path again = folder.resolve("again.snn");
    Cli.run(
        "convert",
        MODEL,
        "--calibration",
        Fixtures.CALIBRATION,
        "--preset",
        "article",
        "-o",
        again);
    assertArrayEquals(Files.readAllBytes(snn), Files.readAllBytes(again));
  }

  @Test
  void evaluateSaysWhatTheContractNames() {
    Cli.Result result =
        Cli.run(
            "evaluate",
            snn,
            "--data",
            Fixtures.TEST_IMAGES,
            "--labels",
            Fixtures.TEST_LABELS,
            "--samples",
            200,
            "-T",
            20,
            "--reference",
            MODEL,
            "--json");
    assertEquals(0, result.code(), result.err());
    JsonObject json = result.json();
    assertEquals(200, json.get("images").getAsInt());
    assertEquals(20, json.get("timesteps").getAsInt());
    assertEquals(20, json.getAsJsonArray("accuracy").size());
    assertEquals(3, json.getAsJsonArray("firingRates").size());
    assertTrue(json.get("annAccuracy").getAsDouble() > 0.97);
    assertTrue(json.get("synapticOperationsPerImage").getAsDouble() > 0);
    assertTrue(json.get("seconds").getAsDouble() > 0);
    assertTrue(json.get("imageStepsPerSecond").getAsDouble() > 0);
  }

  /** Two of its four linear layers follow another one without a neuron between. */
  @Test
  void aLinearChainCostsAtMostItsMultiplyAccumulatesInEachTimestep() {
    Path cases = Path.of("src/test/resources/io/spikeport/cli");
    Path chain = folder.resolve("chain.snn");
    Path images = cases.resolve("r8.npy");
    Cli.run("convert", cases.resolve("linear_chain.onnx"), "--calibration", images, "-o", chain);
    JsonObject json = Cli.run("evaluate", chain, "--data", images, "-T", 10, "--json").json();
    double operations = json.get("synapticOperationsPerImage").getAsDouble();
    double rate = json.getAsJsonArray("firingRates").get(0).getAsDouble();
    assertEquals(rate * 16 * 10 * 16, operations, 1e-6);
    double others = json.get("multiplyAccumulatesPerImage").getAsDouble();
    assertTrue(others > 8 * 16 && others <= 8 * 16 + 10 * (16 * 16 + 16 * 4), "MACs " + others);
    double relative = (4.6 * others + 0.9 * operations) / (4.6 * (8 * 16 + 2 * 256 + 16 * 4));
    assertEquals(relative, json.get("energyRelativeToAnn").getAsDouble(), 1e-6);
  }

  @Test
  void evaluateDrawsAPlotForSeveralModels() throws IOException {
    Path png = folder.resolve("accuracy.png");
    Cli.Result result =
        Cli.run(
            "evaluate",
            snn,
            snn,
            "--data",
            Fixtures.TEST_IMAGES,
            "--labels",
            Fixtures.TEST_LABELS,
            "--samples",
            10,
            "-T",
            5,
            "--plot",
            png,
            "--json");
    assertEquals(0, result.code(), result.err());
    assertEquals(2, result.json().getAsJsonArray("models").size());
    byte[] bytes = Files.readAllBytes(png);
    assertEquals("PNG", new String(bytes, 1, 3, java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void aMissedBoundHasAnExitCodeOfItsOwn() {
    Cli.Result result =
        Cli.run(
            "evaluate",
            snn,
            "--data",
            Fixtures.TEST_IMAGES,
            "--labels",
            Fixtures.TEST_LABELS,
            "--samples",
            20,
            "-T",
            1,
            "--min-accuracy",
            0.9);
    assertEquals(5, result.code(), result.err());
    assertTrue(result.err().contains("at least 0.9"), result.err());
  }

  @Test
  void simulateWritesArraysForNumpy() throws IOException {
    Path npz = folder.resolve("run.npz");
    Cli.Result result =
        Cli.run(
            "simulate",
            snn,
            "--input",
            Fixtures.TEST_IMAGES,
            "--samples",
            3,
            "-T",
            4,
            "--spikes",
            "-o",
            npz,
            "--json");
    assertEquals(0, result.code(), result.err());
    try (ZipFile zip = new ZipFile(npz.toFile())) {
      assertEquals(2 + 3 + 3, zip.stream().count());
      byte[] header = zip.getInputStream(zip.getEntry("accumulated.npy")).readNBytes(100);
      assertTrue(
          new String(header, java.nio.charset.StandardCharsets.ISO_8859_1)
              .contains("'shape': (3, 4, 10)"));
    }
  }

  @Test
  void inspectShowsBothKindsOfModels() {
    for (Path file : new Path[] {MODEL, snn}) {
      Cli.Result result = Cli.run("inspect", file, "--json");
      assertEquals(0, result.code(), result.err());
      Cli.Result text = Cli.run("inspect", file);
      assertTrue(text.out().contains("parameters"), text.out());
    }
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : new String[] {"convert", "evaluate", "simulate", "inspect"}) {
      Cli.Result help = Cli.run(command, "--help");
      assertEquals(0, help.code());
      assertTrue(help.out().contains("Example"), help.out());
    }
    assertTrue(Cli.run("--version").out().startsWith("spikeport "));
    assertTrue(Cli.run("completion").out().contains("spikeport"));
  }

  /** The bars of the low-latency preset are checked on all test images in the slow profile. */
  @Test
  void fewTimestepsSufficeByDefault() {
    Path fast = folder.resolve("fast.snn");
    Cli.Result result =
        Cli.run("convert", MODEL, "--calibration", Fixtures.CALIBRATION, "-T", 8, "-o", fast);
    assertEquals(0, result.code(), result.err());
    Cli.Result evaluated =
        Cli.run(
            "evaluate",
            fast,
            "--data",
            Fixtures.TEST_IMAGES,
            "--labels",
            Fixtures.TEST_LABELS,
            "--samples",
            500,
            "--reference",
            MODEL,
            "--json");
    JsonObject json = evaluated.json();
    double reached = json.getAsJsonArray("accuracy").get(7).getAsDouble();
    assertEquals(json.get("annAccuracy").getAsDouble(), reached, 0.01);
  }
}
