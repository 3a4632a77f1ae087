package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Simulations;
import io.spikeport.data.Dataset;
import io.spikeport.data.Python;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Neuron;
import io.spikeport.onnx.Inspection;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * torchvision's networks, as PyTorch exports them, become spiking models. {@code
 * fixtures/export_topologies.py} writes them; those of tiny width are in {@code
 * fixtures/topologies}, in every opset whose spelling differs.
 */
class TopologiesTest {

  /** As many as a calibration may have; the scales do not matter here. */
  private static final int IMAGES = 8;

  /** Where the networks of real width, 3 GB, are kept between runs. */
  private static final Path REAL = Path.of("target/topologies");

  static List<Path> tiny() throws IOException {
    return models(Path.of("fixtures/topologies"));
  }

  /** One file of each network: what low-latency tuning does depends on no spelling. */
  static List<Path> oneOfEach() throws IOException {
    return tiny().stream().filter(file -> file.toString().endsWith("-11.onnx")).toList();
  }

  private static List<Path> models(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void becomesSpiking(Path file) {
    convert(file, ConversionOptions.article());
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void becomesSpikingForFewTimesteps(Path file) {
    convert(file, ConversionOptions.lowLatency(4));
  }

  /**
   * With as many spike sizes as T spikes can make use of, rounding does not add up over layers:
   * with the 8 that do for T = 4, these two err by 4 and 5 %. Random weights pass errors on
   * undamped.
   */
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "densenet121"})
  void deltaCodingConvergesInDepth(String name) {
    Path file = Path.of("fixtures/topologies", name + "-11.onnx");
    Conversion conversion =
        new Converter(ConversionOptions.graded(8, NeuronModel.SigmaDelta.of(8).levels()))
            .convert(file, new RandomImages(IMAGES, Shape.of(3, 64, 64)));
    Graph ann = new OnnxImporter().importModel(OnnxModel.read(file), ImportOptions.NONE).graph();
    float[] pixels = new float[2 * 3 * 64 * 64];
    new RandomImages(2, Shape.of(3, 64, 64)).read(0, 2, pixels);
    Tensor images = Tensor.wrap(Shape.of(2, 3, 64, 64), pixels);
    double early = error(conversion, ann, images, 2);
    double late = error(conversion, ann, images, 8);
    assertTrue(late < early && late < 0.02, "T = 2: " + early + ", T = 8: " + late);
  }

  /** ‖snn − ann‖ / ‖ann‖ over all images. */
  private static double error(Conversion spiking, Graph ann, Tensor images, int timesteps) {
    FloatBuffer expected = Simulations.output(ann, images).buffer();
    double[] squares = new double[2];
    try (Simulator simulator = new Simulator(spiking.model(), SimulationOptions.of(timesteps))) {
      simulator.run(
          Simulations.dataset(images),
          result -> {
            for (float value : result.accumulated().toArray()) {
              float right = expected.get();
              squares[0] += Math.pow(value - right, 2);
              squares[1] += Math.pow(right, 2);
            }
          });
    }
    return Math.sqrt(squares[0] / squares[1]);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexnet",
        "vgg11_bn",
        "resnet18",
        "resnet50",
        "densenet121",
        "squeezenet1_0",
        "googlenet",
        "inception_v3",
        "mobilenet_v2",
        "shufflenet_v2",
        "mnasnet",
        "regnet_x"
      })
  void becomesSpikingAtRealWidth(String name) throws Exception {
    Python.require("torch", "torchvision", "onnx");
    Python.runFile(Path.of("fixtures/export_topologies.py"), "--only", name, REAL);
    List<Path> files =
        models(REAL).stream()
            .filter(file -> file.getFileName().toString().startsWith(name + "-"))
            .toList();
    assertEquals(4, files.size(), "one for each of opset 9, 11, 13 and 16");
    for (Path file : files) {
      System.out.println(convert(file, ConversionOptions.article()));
    }
  }

  /** Converts, and returns the file's line of {@code docs/topologies.md}. */
  static String convert(Path file, ConversionOptions options) {
    long start = System.nanoTime();
    OnnxModel model = OnnxModel.read(file);
    Inspection inspection = new OnnxImporter().inspect(model, ImportOptions.NONE);
    assertTrue(inspection.isConvertible(), () -> inspection.obstacles().toString());
    Graph graph = new OnnxImporter().importModel(model, ImportOptions.NONE).graph();
    Dataset images = new RandomImages(IMAGES, graph.input().shape());
    Conversion conversion = new Converter(options).convert(file, images);
    Graph spiking = conversion.model().graph();
    long layers = spiking.nodes().stream().filter(node -> node.op() instanceof Neuron).count();
    assertTrue(layers >= inspection.neurons().size(), layers + " layers of neurons");
    // A network whose values vanish or explode would agree with anything.
    double output = conversion.parity().maximumAbsolute() / conversion.parity().maximumRelative();
    assertTrue(output > 1e-2 && output < 1e4, "outputs up to " + output);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %d | %.1f M | %.0f M | %.1e | %.0f s |",
        file.getFileName().toString().replaceAll("-\\d+\\.onnx$", ""),
        inspection.opsets().get("ai.onnx"),
        inspection.operators().values().stream().mapToInt(Integer::intValue).sum(),
        layers,
        inspection.parameters() / 1e6,
        inspection.multiplyAccumulates() / 1e6,
        conversion.parity().maximumRelative(),
        (System.nanoTime() - start) / 1e9);
  }
}
