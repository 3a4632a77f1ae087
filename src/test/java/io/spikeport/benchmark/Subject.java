package io.spikeport.benchmark;

import io.spikeport.Fixtures;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Python;
import java.nio.file.Path;
import java.util.List;

/**
 * A network whose speed is measured.
 *
 * @param title as the table says it
 * @param network as {@code benchmarks/networks.py} knows it
 * @param model the ONNX file
 * @param data images as {@code benchmarks/pytorch_reference.py} takes them
 * @param timesteps T
 * @param batches sizes that every contestant that works in batches tries, separated by commas
 */
record Subject(String title, String network, Path model, Path data, int timesteps, String batches) {

  private static final Path FOLDER = Path.of("target/networks");

  static List<Subject> all() {
    return List.of(
        mnist("mnist-cnn-avgpool"),
        mnist("mnist-cnn-maxpool"),
        large("SqueezeNet 1.1", "squeezenet"),
        large("ResNet-18", "resnet18"),
        large("MobileNet-v2", "mobilenet_v2"));
  }

  private static Subject mnist(String name) {
    Path model = Fixtures.model(name);
    return new Subject(name, model.toString(), model, Path.of("fixtures/mnist"), 50, "10,50,200");
  }

  private static Subject large(String title, String name) {
    return new Subject(
        title + ", 224 × 224",
        name,
        FOLDER.resolve(name + ".onnx"),
        FOLDER.resolve(name + ".npy"),
        16,
        "1,2,4");
  }

  /** What an argument calls it. */
  String name() {
    return model.getFileName().toString().replace(".onnx", "");
  }

  /** Makes the files that do not come with the project. */
  void prepare() throws Exception {
    if (model.startsWith(FOLDER)) {
      Python.runFile(Path.of("benchmarks/networks.py"), Path.of(network), FOLDER);
    }
  }

  /** For a Java program, which {@link #parse} reads. */
  List<String> arguments(int threads) {
    return List.of(
        network,
        model.toString(),
        data.toString(),
        String.valueOf(timesteps),
        batches,
        String.valueOf(threads));
  }

  /**
   * @param words {@link #arguments}, after some others
   */
  static Subject parse(String[] words, int from) {
    return new Subject(
        words[from],
        words[from],
        Path.of(words[from + 1]),
        Path.of(words[from + 2]),
        Integer.parseInt(words[from + 3]),
        words[from + 4]);
  }

  static int threads(String[] words, int from) {
    return Integer.parseInt(words[from + 5]);
  }

  Dataset images() {
    return data.toString().endsWith(".npy") ? open() : Fixtures.testImages();
  }

  Dataset calibration() {
    return data.toString().endsWith(".npy") ? open().first(4) : Fixtures.calibration();
  }

  private Dataset open() {
    return Datasets.open(data, DataOptions.DEFAULT);
  }
}
