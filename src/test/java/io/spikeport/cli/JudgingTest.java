package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.spikeport.Fixtures;
import io.spikeport.calibration.ReferenceOutputs;
import io.spikeport.calibration.ReferencePredictions;
import io.spikeport.data.ChosenSamples;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.format.ModelFiles;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How {@code convert}, {@code inspect} and {@code evaluate} judge a model without labels. */
class JudgingTest {

  private static final Path DIGITS = Fixtures.model("mnist-cnn-avgpool");

  @TempDir private Path folder;

  private static Path file(String name) {
    try {
      return Path.of(JudgingTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SpikingModel read(Path snn) {
    return ModelFiles.read(snn, FormatOptions.DEFAULT, note -> {});
  }

  private static List<Integer> classes(SpikingModel model, Dataset images, int timesteps) {
    List<Integer> classes = new ArrayList<>();
    SimulationOptions options = SimulationOptions.of(timesteps);
    try (Simulator simulator = new Simulator(model, options)) {
      simulator.run(images, result -> classes.add(result.prediction()));
    }
    return classes;
  }

  private static List<Integer> annClasses(Dataset images) {
    OnnxModel onnx = OnnxModel.read(DIGITS);
    var imported =
        new OnnxImporter()
            .importModel(
                onnx, new ImportOptions(Optional.empty(), Optional.of(images.sampleShape())));
    return ReferencePredictions.predict(onnx, imported, images, 8, 1, done -> {});
  }

  /** With tuning and without: the ten images that are kept back are every fourth. */
  @ParameterizedTest
  @CsvSource({"article, 3", "low-latency, 2"})
  void agreement(String preset, int timesteps) {
    Path snn = folder.resolve("m.snn");
    Object[] command = {
      "convert",
      DIGITS,
      "--calibration",
      Fixtures.CALIBRATION,
      "--samples",
      40,
      "--preset",
      preset,
      "-T",
      timesteps,
      "-o",
      snn,
      "--json"
    };
    Cli.Result result = Cli.run(command);
    assertEquals(0, result.code(), result.err());
    assertEquals(10, result.json().get("images").getAsInt());
    assertFalse(result.json().has("outputError"));
    double agreement = result.json().get("agreement").getAsDouble();
    Dataset all = Datasets.open(Fixtures.CALIBRATION, DataOptions.DEFAULT);
    List<Integer> every4th = new ArrayList<>();
    for (int i = 0; i < 40; i += 4) {
      every4th.add(i);
    }
    Dataset ten = new ChosenSamples(all, every4th);
    List<Integer> expected = annClasses(ten);
    List<Integer> found = classes(read(snn), ten, timesteps);
    int equal = 0;
    for (int i = 0; i < 10; i++) {
      equal += expected.get(i).equals(found.get(i)) ? 1 : 0;
    }
    assertEquals(equal / 10.0, agreement);
    assertEquals(
        agreement < 0.98, result.err().contains("note: classifies ") && hasOption(result.err()));
    JsonObject inspected = Cli.run("inspect", snn, "--json").json();
    assertEquals(agreement, inspected.get("agreement").getAsDouble());
    assertEquals(10, inspected.get("images").getAsInt());
    assertTrue(Cli.run("inspect", snn).out().contains("of images as the trained network does"));
  }

  private static boolean hasOption(String words) {
    return words.matches("(?s).*; [^;]*--[a-z].*");
  }

  /** Rate coding reads the mean, delta coding the sum. */
  @ParameterizedTest
  @CsvSource({"if, 64, 0.2", "sigma-delta, 8, 0.02"})
  void outputError(String neuron, int timesteps, double bound) {
    Path snn = folder.resolve("map.snn");
    Path onnx = file("map_output.onnx");
    Path images = file("r1x6x6.npy");
    Cli.Result result =
        Cli.run(
            "convert",
            onnx,
            "--calibration",
            images,
            "--neuron",
            neuron,
            "-T",
            timesteps,
            "-o",
            snn,
            "--json");
    assertEquals(0, result.code(), result.err());
    assertFalse(result.json().has("agreement"));
    assertEquals(3, result.json().get("images").getAsInt());
    double error = result.json().get("outputError").getAsDouble();
    assertTrue(error < bound, "" + error);
    assertEquals(error, Cli.run("inspect", snn, "--json").json().get("outputError").getAsDouble());

    JsonObject evaluated =
        Cli.run("evaluate", snn, "--data", images, "--reference", onnx, "--json").json();
    assertFalse(evaluated.has("accuracy") || evaluated.has("agreement"));
    JsonArray errors = evaluated.getAsJsonArray("outputError");
    assertEquals(timesteps, errors.size());
    assertEquals(
        expectedError(read(snn), onnx, images, neuron.equals("if") ? timesteps : 1),
        errors.get(timesteps - 1).getAsDouble(),
        1e-5); // both in double precision, but the trained network's outputs are float32
    assertTrue(errors.get(0).getAsDouble() > errors.get(timesteps - 1).getAsDouble());
    String text = Cli.run("evaluate", snn, "--data", images, "--reference", onnx).out();
    assertTrue(text.contains("output error "), text);
  }

  private static double expectedError(SpikingModel model, Path onnx, Path file, int divisor) {
    Dataset images = Datasets.open(file, DataOptions.DEFAULT);
    OnnxModel network = OnnxModel.read(onnx);
    var imported =
        new OnnxImporter()
            .importModel(
                network, new ImportOptions(Optional.empty(), Optional.of(images.sampleShape())));
    double[] squares = new double[2];
    try (ReferenceOutputs expected = new ReferenceOutputs(network, imported, "y", images, 1, 1);
        Simulator simulator =
            new Simulator(model, SimulationOptions.of(model.defaults().timesteps()))) {
      simulator.run(
          images,
          result -> {
            float[] ann = expected.get(result.index());
            for (int i = 0; i < ann.length; i++) {
              squares[0] += Math.pow(result.accumulated().get(i) / (double) divisor - ann[i], 2);
              squares[1] += (double) ann[i] * ann[i];
            }
          });
    }
    return Math.sqrt(squares[0] / squares[1]);
  }

  @Test
  void labelsOfAMap() {
    Path snn = folder.resolve("map.snn");
    Path images = file("r1x6x6.npy");
    Cli.run("convert", file("map_output.onnx"), "--calibration", images, "-T", 4, "-o", snn);
    Cli.Result result = Cli.run("evaluate", snn, "--data", images, "--min-accuracy", 0.5, "--json");
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains("--min-accuracy: expected a model that puts out a score"));
    assertTrue(Cli.run("evaluate", snn, "--data", images).out().contains("--reference"));
  }

  @Test
  void agreementAtEveryTimestep() {
    Path snn = folder.resolve("m.snn");
    Cli.run(
        "convert",
        DIGITS,
        "--calibration",
        Fixtures.CALIBRATION,
        "--samples",
        20,
        "-T",
        4,
        "--neuron",
        "sigma-delta",
        "-o",
        snn);
    JsonObject json =
        Cli.run(
                "evaluate",
                snn,
                "--data",
                Fixtures.TEST_IMAGES,
                "--samples",
                30,
                "--reference",
                DIGITS,
                "--json")
            .json();
    JsonArray errors = json.getAsJsonArray("outputError");
    assertEquals(1, json.getAsJsonArray("agreement").get(3).getAsDouble());
    // A softmax that was removed: logits are compared with logits.
    assertTrue(errors.get(3).getAsDouble() < 0.02, "" + errors);
    assertTrue(errors.get(0).getAsDouble() > errors.get(3).getAsDouble(), "" + errors);
  }

  /** Frames of one stream: as the output's sum goes on, so does its error stay small. */
  @Test
  void sequence() throws IOException {
    Path snn = folder.resolve("map.snn");
    Path images = file("r1x6x6.npy");
    Path onnx = file("map_output.onnx");
    Cli.run(
        "convert", onnx, "--calibration", images, "--neuron", "sigma-delta", "-T", 8, "-o", snn);
    Cli.Result stream =
        Cli.run("evaluate", snn, "--data", images, "--reference", onnx, "--sequence", "--json");
    assertEquals(0, stream.code(), stream.err());
    JsonArray errors = stream.json().getAsJsonArray("outputError");
    assertTrue(errors.get(7).getAsDouble() < 0.02, "" + errors);
    Path out = folder.resolve("out.npz");
    Cli.Result simulated =
        Cli.run("simulate", snn, "--input", images, "--sequence", "--spikes", "-o", out);
    assertEquals(0, simulated.code(), simulated.err());
    try (ZipFile arrays = new ZipFile(out.toFile())) {
      assertNotNull(arrays.getEntry("synaptic_operations.npy"));
      // Sizes of graded spikes are no whole numbers.
      byte[] spikes = arrays.getInputStream(arrays.getEntry("spikes/r1.npy")).readAllBytes();
      assertTrue(new String(spikes, 0, 128, StandardCharsets.ISO_8859_1).contains("'<f4'"));
      assertEquals(128 + 12 * 8 * 4 * 36 * Float.BYTES, spikes.length);
    }
    for (List<String> wrong :
        List.of(
            List.of("--confidence", "1"),
            List.of("--engine", "onnxruntime"),
            List.of("--diagnose"))) {
      List<Object> words = new ArrayList<>(List.of("evaluate", snn, "--data", images));
      words.addAll(List.of("--reference", onnx, "--sequence"));
      words.addAll(wrong);
      Cli.Result refused = Cli.run(words.toArray());
      assertEquals(2, refused.code(), wrong + refused.err());
    }
  }
}
