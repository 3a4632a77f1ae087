package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Simulations;
import io.spikeport.calibration.OnnxRuntimeProbe;
import io.spikeport.data.Dataset;
import io.spikeport.error.ModelException;
import io.spikeport.graph.Function;
import io.spikeport.graph.Node;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small networks, random weights, with what real ones have beside ReLUs. */
class AnyNetworkTest {

  private static final Path FOLDER = Path.of("src/test/resources/io/spikeport/conversion/any");
  private static final int IMAGES = 12;

  private static Path model(String name) {
    return FOLDER.resolve(name + ".onnx");
  }

  private static Dataset images(float scale) {
    Random random = new Random(3);
    float[] values = new float[IMAGES * 3 * 8 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * scale;
    }
    return Simulations.dataset(Tensor.wrap(Shape.of(IMAGES, 3, 8, 8), values));
  }

  private static List<ImageResult> run(SpikingModel model, Engine engine, int timesteps) {
    List<ImageResult> results = new ArrayList<>();
    SimulationOptions options =
        SimulationOptions.of(timesteps).withThreads(1).withRecording(Recording.NONE.withReadout());
    try (Simulation simulation = engine.open(model, options)) {
      simulation.run(images(1), results::add);
    }
    return results;
  }

  /** What the trained network computes, by our own float engine, which parity has checked. */
  private static Tensor trained(String name, SpikingModel model) {
    ImportedModel imported =
        OnnxRuntimeProbe.importer().importModel(OnnxModel.read(model(name)), ImportOptions.NONE);
    float[] all = new float[IMAGES * 3 * 8 * 8];
    images(1).read(0, IMAGES, all);
    model.preprocessing().apply(all, 0, 1, all.length);
    return Simulations.output(imported.graph(), Tensor.wrap(Shape.of(IMAGES, 3, 8, 8), all));
  }

  private static double error(List<ImageResult> results, Tensor expected) {
    int size = expected.size() / IMAGES;
    double difference = 0;
    double magnitude = 0;
    for (ImageResult result : results) {
      for (int i = 0; i < size; i++) {
        double wanted = expected.get(result.index() * size + i);
        difference += Math.pow(result.accumulated().get(i) - wanted, 2);
        magnitude += wanted * wanted;
      }
    }
    return Math.sqrt(difference / magnitude);
  }

  /**
   * θ is a 256th of each layer's largest values here, 12 levels deep: what is left of the largest
   * output is below a hundredth once every layer has settled.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "argmax_end",
        "attention",
        "channel_norm",
        "layer_norm",
        "named_functions",
        "op_clip_neg",
        "op_instance_norm_const",
        "op_se_gate",
        "op_thresholded_relu0",
        "op_where_relu",
        "qcfs",
        "sigmoid_end",
        "spelled_functions",
        "torchvision_swin",
        "torchvision_vit",
        "uint8_input"
      })
  void becomesTheTrainedNetworkInDeltaCoding(String name) {
    Conversion conversion =
        new Converter(ConversionOptions.graded(16, 10)).convert(model(name), images(1));
    Tensor expected = trained(name, conversion.model());
    double early = error(run(conversion.model(), Engine.ND4J, 1), expected);
    double late = error(run(conversion.model(), Engine.ND4J, 16), expected);
    assertTrue(late < 0.02, name + ": " + late + " after " + early);
  }

  /** Both engines send the same spikes but where a difference is within rounding of a bound. */
  @ParameterizedTest
  @ValueSource(strings = {"attention", "named_functions", "op_se_gate"})
  void bothEnginesSendTheSameSpikes(String name) {
    Conversion conversion =
        new Converter(ConversionOptions.graded(4, 8)).convert(model(name), images(1));
    List<ImageResult> ours = run(conversion.model(), Engine.ND4J, 4);
    List<ImageResult> theirs = run(conversion.model(), Engine.ONNXRUNTIME, 4);
    long spikes = 0;
    long differences = 0;
    for (int i = 0; i < IMAGES; i++) {
      for (int layer = 0; layer < ours.get(i).spikes().size(); layer++) {
        spikes += ours.get(i).spikes().get(layer);
        differences +=
            Math.abs(ours.get(i).spikes().get(layer) - theirs.get(i).spikes().get(layer));
      }
    }
    assertTrue(differences <= spikes / 1000, differences + " of " + spikes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "argmax_end",
        "op_clip_neg",
        "op_instance_norm_const",
        "op_thresholded_relu0",
        "op_where_relu",
        "sigmoid_end",
        "uint8_input"
      })
  void convertsWithPlainSpikes(String name) {
    Conversion conversion =
        new Converter(ConversionOptions.lowLatency(16)).convert(model(name), images(1));
    assertEquals(name.equals("sigmoid_end"), conversion.model().head().isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention", "layer_norm", "op_se_gate", "spelled_functions"})
  void isRefusedWithPlainSpikesAndTheRemedySaid(String name) {
    ModelException refusal =
        assertThrows(
            ModelException.class,
            () -> new Converter(ConversionOptions.lowLatency(8)).convert(model(name), images(1)));
    assertTrue(refusal.getMessage().contains("--neuron sigma-delta"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(name + ".onnx"), refusal.getMessage());
  }

  @Test
  void functionsAreRecognizedHoweverTheyAreSpelled() {
    assertEquals(
        List.of(Function.SILU, Function.GELU, Function.HARD_SWISH, Function.MISH),
        functions("spelled_functions"));
    assertEquals(List.of(Function.QUANTIZE, Function.QUANTIZE), functions("qcfs"));
  }

  private static List<Function> functions(String name) {
    ImportedModel imported =
        OnnxRuntimeProbe.importer().importModel(OnnxModel.read(model(name)), ImportOptions.NONE);
    return imported.graph().nodes().stream()
        .map(Node::op)
        .filter(Pointwise.class::isInstance)
        .map(op -> ((Pointwise) op).activation().function())
        .toList();
  }

  /** A LayerNorm is one block, and so are both products of attention with the Softmax between. */
  @Test
  void whatStandsBetweenBlocksBelongsToThem() {
    SpikingModel model =
        new Converter(ConversionOptions.graded(4, 8))
            .convert(model("attention"), images(1))
            .model();
    long identities =
        model.graph().neurons().stream()
            .filter(node -> ((SigmaDelta) node.op()).activation().function() == Function.IDENTITY)
            .count();
    assertTrue(identities <= 4, identities + " for two LayerNorms, attention, and a mean");
    assertEquals(Optional.empty(), model.head());
  }
}
