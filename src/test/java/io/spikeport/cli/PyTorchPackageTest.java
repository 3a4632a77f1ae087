package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.data.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The PyTorch package in {@code python} against {@code simulate --spikes} and {@code evaluate};
 * {@code tests/judge.py} compares.
 */
class PyTorchPackageTest {

  /**
   * How far from its threshold, in units of it, a potential may be where a spike differs, when all
   * earlier spikes were the same: it is a sum of at most 3000 products a timestep, each of less
   * than a threshold, which two programs add in another order. Measured up to 50 timesteps: 8.3e-7.
   */
  private static final double WITHIN_ROUNDING = 1e-5;

  /** Share of spikes that may lie so close to the threshold. Measured: 6e-8. */
  private static final double SHARE = 1e-6;

  private static final Path PACKAGE = Path.of("python");
  private static final Path FIXTURES = Path.of("fixtures");

  @TempDir Path folder;

  @Test
  void itsOwnTests() throws Exception {
    Python.require("torch");
    Python.run(
        """
        import sys, unittest
        suite = unittest.defaultTestLoader.discover('python/tests', top_level_dir='python')
        assert suite.countTestCases() > 10
        result = unittest.TextTestRunner(stream=sys.stdout).run(suite)
        sys.exit(0 if result.wasSuccessful() else 1)
        """);
  }

  /** All sorts of neurons, resets, pools, scalers and readouts. */
  @Test
  void everySpikeOfEveryWayOfConverting() throws Exception {
    compare(
        4,
        8,
        List.of(
            "mnist-cnn-maxpool",
            "mnist-cnn-avgpool",
            "fashion-resnet",
            "mnist-cnn-maxpool --preset article",
            "mnist-cnn-maxpool --preset article --max-pool gated --readout logits",
            "mnist-cnn-maxpool --max-pool lateral-inhibition --scalers separate",
            "mnist-cnn-maxpool --max-pool before-neuron --neuron signed-if",
            "mnist-cnn-maxpool --max-pool average --reset hard --initial-potential 0",
            "mnist-cnn-avgpool --neuron burst-if --max-spikes 3",
            "fashion-resnet --neuron signed-burst-if --scalers separate",
            "fashion-resnet --neuron lif --tau 20 --readout-start 4 --tune none",
            "fashion-resnet --neuron lif --tau 9 --decay-input --reset hard --tune none"));
  }

  @Tag("slow")
  @Test
  void everySpikeOfFiftyTimesteps() throws Exception {
    compare(200, 50, List.of("mnist-cnn-maxpool", "mnist-cnn-avgpool", "fashion-resnet"));
  }

  private void compare(int images, int timesteps, List<String> models) throws Exception {
    Python.require("torch");
    List<Object> words = new ArrayList<>();
    for (String line : models) {
      List<String> options = List.of(line.split(" "));
      String name = options.get(0);
      Path model =
          convert(name, words.size() + name, options.subList(1, options.size()), "--samples", 100);
      Path data = data(name).resolve("t10k-images-idx3-ubyte.gz");
      Path spikes = folder.resolve(words.size() + ".npz");
      run(
          "simulate",
          model,
          "--input",
          data,
          "--samples",
          images,
          "-T",
          timesteps,
          "--spikes",
          "-o",
          spikes);
      Collections.addAll(words, model, data, spikes);
    }
    List<String> found =
        Python.runFile(PACKAGE.resolve("tests/judge.py"), words.toArray()).lines().toList();
    assertEquals(models.size(), found.size());
    for (int i = 0; i < found.size(); i++) {
      check(JsonParser.parseString(found.get(i)).getAsJsonObject(), models.get(i) + found.get(i));
    }
  }

  private static void check(JsonObject found, String what) {
    assertTrue(found.get("distance").getAsDouble() <= WITHIN_ROUNDING, what);
    double values = found.get("values").getAsDouble();
    assertTrue(values > 10_000, what);
    assertTrue(found.get("moved").getAsLong() <= Math.max(1, values * SHARE), what);
    // A sum over the timesteps of sums of a few hundred products.
    assertTrue(found.get("output").getAsDouble() <= 1e-5, what);
    assertEquals(0, found.get("predictions").getAsInt(), what);
    // A spike that comes a timestep earlier or later is no other count.
    assertTrue(found.get("counts").getAsDouble() <= 1e-4, what);
  }

  /** On all test images, after every timestep up to the model's own. */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "mnist-cnn-maxpool, 8",
    "mnist-cnn-avgpool, 8",
    "fashion-resnet, 8",
    "mnist-cnn-avgpool, 50",
    "fashion-resnet, 50"
  })
  void accuraciesAreTheSame(String name, int timesteps) throws Exception {
    Python.require("torch");
    Path model = convert(name, name, List.of(), "-T", timesteps);
    Path images = data(name).resolve("t10k-images-idx3-ubyte.gz");
    Path labels = data(name).resolve("t10k-labels-idx1-ubyte.gz");
    JsonArray expected =
        run("evaluate", model, "--data", images, "--labels", labels, "-T", timesteps, "--json")
            .json()
            .getAsJsonArray("accuracy");
    JsonArray found =
        JsonParser.parseString(
                Python.run(
                    """
                    import sys; sys.path[:0] = ['python', 'python/tests']
                    import json, torch, judge, spikeport.torch
                    network = spikeport.torch.load(sys.argv[1]).eval().requires_grad_(False)
                    images, labels = judge.idx(sys.argv[2]), judge.idx(sys.argv[3])
                    right = torch.zeros(network.timesteps)
                    for x, y in zip(images.split(100), labels.split(100)):
                        for t, scores in enumerate(network.accumulate(x)):
                            right[t] += (scores.argmax(1) == y).sum()
                    print(json.dumps((right / len(labels)).tolist()))
                    """,
                    model,
                    images,
                    labels))
            .getAsJsonArray();
    assertEquals(expected.size(), found.size());
    for (int t = 0; t < found.size(); t++) {
      // 5 images of 10 000.
      assertEquals(expected.get(t).getAsDouble(), found.get(t).getAsDouble(), 5.01e-4, "t = " + t);
    }
  }

  /** A small interpreter of NIR stands for NIRTorch, which is not in Debian. */
  @Test
  void theNodeMapRestoresWhatNirHasNoPlaceFor() throws Exception {
    Python.require("torch", "h5py");
    for (String options :
        List.of(
            "mnist-cnn-avgpool",
            "fashion-resnet --neuron signed-burst-if",
            "mnist-cnn-avgpool --neuron lif --tau 9 --decay-input --reset hard --tune none")) {
      List<String> words = List.of(options.split(" "));
      Path model = convert(words.get(0), "nir", words.subList(1, words.size()), "--samples", 100);
      Path nir = folder.resolve("model.nir");
      run("export", model, "-o", nir);
      Python.runFile(
          PACKAGE.resolve("tests/judge_nir.py"),
          model,
          nir,
          data(words.get(0)).resolve("t10k-images-idx3-ubyte.gz"));
    }
  }

  /** The example of {@code docs/pytorch.md}; what it saves, Spikeport runs. */
  @Test
  void theExampleFineTunesAModelThatSpikeportRuns() throws Exception {
    Python.require("torch");
    Path model = convert("fashion-resnet", "untuned", List.of());
    Path data = data("fashion-resnet");
    Path tuned = folder.resolve("tuned.snn");
    String output =
        Python.run(
            """
            import runpy, sys; sys.path.insert(0, 'python'); del sys.argv[0]
            runpy.run_path(sys.argv[0], run_name='__main__')
            """,
            PACKAGE.resolve("examples/fine_tune.py"),
            model,
            data.resolve("train-1000-images-idx3-ubyte.gz"),
            data.resolve("train-1000-labels-idx1-ubyte.gz"),
            "-T",
            4,
            "--epochs",
            1,
            "--train",
            400,
            "--samples",
            200,
            "--test",
            data.resolve("t10k-images-idx3-ubyte.gz"),
            data.resolve("t10k-labels-idx1-ubyte.gz"),
            "-o",
            tuned);
    List<Double> accuracies =
        output.lines().map(line -> Double.parseDouble(line.replaceAll(".*: ", ""))).toList();
    // 81 % before, 89 % after one epoch of 1000 images.
    assertTrue(accuracies.get(1) >= accuracies.get(0) + 0.03, output);
    JsonArray ours =
        run(
                "evaluate",
                tuned,
                "--data",
                data.resolve("t10k-images-idx3-ubyte.gz"),
                "--labels",
                data.resolve("t10k-labels-idx1-ubyte.gz"),
                "--samples",
                200,
                "--json")
            .json()
            .getAsJsonArray("accuracy");
    assertEquals(4, ours.size());
    assertEquals(accuracies.get(1), ours.get(3).getAsDouble(), 1e-9);
  }

  @Test
  void thePageLeavesNothingOut() throws IOException {
    String page = Files.readString(Path.of("docs/pytorch.md"));
    for (String method : List.of("load", "step", "reset", "states", "accumulate", "recording")) {
      assertTrue(page.contains(method + "("), method);
    }
  }

  private Path convert(String name, String as, List<String> options, Object... more) {
    Path model = folder.resolve(as + ".snn");
    List<Object> words = new ArrayList<>(List.of("convert", FIXTURES.resolve(name + ".onnx")));
    Collections.addAll(
        words, "--calibration", data(name).resolve("train-1000-images-idx3-ubyte.gz"), "-o", model);
    words.addAll(options);
    Collections.addAll(words, more);
    run(words.toArray());
    return model;
  }

  private static Path data(String name) {
    return FIXTURES.resolve(name.startsWith("mnist") ? "mnist" : "fashion-mnist");
  }

  private static Cli.Result run(Object... words) {
    Cli.Result result = Cli.run(words);
    assertEquals(ExitCode.DONE, result.code(), result.err());
    return result;
  }
}
