package io.spikeport.format.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.ModelException;
import io.spikeport.format.OpSamples;
import io.spikeport.format.contract.Export;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.Loss;
import io.spikeport.format.contract.Target;
import io.spikeport.format.nir.file.NirFileReader;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Linear;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.Window;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each tool's importer would lose, and that it is refused. */
class TargetTest {

  @TempDir Path folder;

  /** The tools that make the same network of a plain one, and what they are given. */
  @ParameterizedTest
  @CsvSource({
    "SNNTORCH, LIF, 0.99999994",
    "NORSE, IF, 0.99999994",
    "SPIKINGJELLY, IF, 1.0",
  })
  void hardResetFromRestIsTaken(Target target, String type, float threshold) {
    Export export = prepare(model(neuron(Reset.HARD, 0, Firing.PLAIN)), target);
    assertEquals(List.of(), export.harmful());
    Path file = folder.resolve("model.nir");
    export.write(file);
    NirNode node = node(file, "act");
    assertEquals(type, node.type());
    assertEquals(threshold, node.real("v_threshold").get(0));
    SpikingModel back = new NirFormat().read(file, FormatOptions.DEFAULT, note -> {});
    assertEquals(
        neuron(Reset.HARD, 0, Firing.PLAIN), back.graph().node("act").op(), "ours is as it was");
  }

  @Test
  void resistanceIsWhatTheToolExpects() {
    SpikingModel model = model(neuron(Reset.HARD, 0, Firing.PLAIN));
    assertEquals(1, resistance(model, Target.NORSE, 1e-3));
    assertEquals(1000, resistance(model, Target.SPIKINGJELLY, 1e-3));
    assertEquals(10_000, resistance(model, Target.SPIKINGJELLY, 1e-4));
    assertEquals(1, resistance(model, Target.LAVA, 1e-4));
  }

  private float resistance(SpikingModel model, Target target, double dt) {
    Path file = folder.resolve("model.nir");
    new NirFormat()
        .prepare(model, new FormatOptions(Optional.of(target), OptionalDouble.of(dt)))
        .writeLossy(file);
    return node(file, "act").real("r").get(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"SNNTORCH", "NORSE", "SPIKINGJELLY", "LAVA"})
  void softResetIsRefusedWithTheRemedy(Target target) {
    requireLoss(neuron(Reset.SOFT, 0, Firing.PLAIN), target, "subtract θ", "--reset hard");
  }

  @Test
  void hardResetIsRefusedWhereTheToolSubtracts() {
    requireLoss(neuron(Reset.HARD, 0, Firing.PLAIN), Target.SINABS, "reset to 0", "--reset soft");
  }

  @ParameterizedTest
  @EnumSource(names = {"SNNTORCH", "NORSE", "SPIKINGJELLY", "LAVA", "SINABS"})
  void anInitialPotentialIsRefused(Target target) {
    requireLoss(
        neuron(Reset.HARD, 0.5f, Firing.PLAIN), target, "start from 0", "--initial-potential 0");
  }

  @ParameterizedTest
  @EnumSource(names = {"SNNTORCH", "NORSE", "SPIKINGJELLY"})
  void burstsAreRefused(Target target) {
    requireLoss(
        neuron(Reset.SOFT, 0, new Firing(false, 4)), target, "at most one spike", "--neuron if");
  }

  @Test
  void rockpoolTakesNoneOfOurNeurons() {
    requireLoss(
        neuron(Reset.SOFT, 0, Firing.PLAIN), Target.ROCKPOOL, "nodes of type IF", "another tool");
  }

  @Test
  void lavaTakesNoBias() {
    requireLoss(neuron(Reset.HARD, 0, Firing.PLAIN), Target.LAVA, "have no bias", "without bias");
  }

  @Test
  void nirtorchIsWrittenWithANoteAboutBiases() {
    Export export = prepare(model(neuron(Reset.HARD, 0, Firing.PLAIN)), Target.NIRTORCH);
    assertEquals(List.of(), export.harmful());
    assertTrue(
        export.losses().stream().anyMatch(loss -> loss.lost().contains("random numbers")),
        export.losses().toString());
  }

  @Test
  void spikingJellyTakesOneTimeConstantPerLayer() {
    Tensor taus = Tensor.vector(2, 4);
    requireLoss(
        new LeakyIntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.HARD, taus, true),
        Target.SPIKINGJELLY,
        "one τ for all neurons",
        "one time constant");
  }

  /** One threshold per layer: the others go into the weights, and the spikes stay. */
  @Test
  void thresholdsPerChannelGoIntoTheWeights() {
    Tensor thresholds = Tensor.vector(0.5f, 2);
    SpikingModel model =
        model(new IntegrateAndFire(thresholds, Tensor.scalar(0), Reset.HARD, Firing.PLAIN));
    Export export = prepare(model, Target.SPIKINGJELLY);
    assertEquals(List.of(), export.harmful());
    Path file = folder.resolve("model.nir");
    export.write(file);
    NirNode act = node(file, "act");
    for (int i = 0; i < act.real("v_threshold").size(); i++) {
      assertEquals(1, act.real("v_threshold").get(i));
    }
    Tensor before = ((Conv) model.graph().node("conv").op()).weight();
    Tensor after = node(file, "conv").real("weight");
    for (int i = 0; i < before.size(); i++) {
      assertEquals(before.get(i) / thresholds.get(i / 9), after.get(i), 1e-6f);
    }
    assertEquals(
        "Conv2d, IF", node(prepareFile(model, Target.NORSE), "conv").type() + ", " + act.type());
  }

  private Path prepareFile(SpikingModel model, Target target) {
    Path file = folder.resolve("other.nir");
    prepare(model, target).writeLossy(file);
    return file;
  }

  @Test
  void averagePoolingIsAConvolutionWhereTheToolHasNone() {
    Path file = prepareFile(model(neuron(Reset.SOFT, 0, Firing.PLAIN)), Target.SINABS);
    NirNode pool = node(file, "pool");
    assertEquals("Conv2d", pool.type());
    assertEquals(1, pool.whole("groups"));
    Tensor weight = pool.real("weight");
    assertEquals(Shape.of(2, 2, 2, 2), weight.shape());
    assertEquals(List.of(0.25f, 0f), List.of(weight.get(0), weight.get(4)));
    Op back =
        new NirFormat().read(file, FormatOptions.DEFAULT, note -> {}).graph().node("pool").op();
    assertEquals(new AveragePool(Window.of(2, 2).withStrides(2, 2), false, false), back);
  }

  /** v ← v − v/τ + x is v ← v + (τ·x − v)/τ: the weights before the neuron are τ times as large. */
  @ParameterizedTest
  @EnumSource(names = {"NORSE", "SPIKINGJELLY"})
  void undecayedInputsGoIntoTheWeights(Target target) {
    Tensor one = Tensor.scalar(1);
    SpikingModel model =
        model(
            new LeakyIntegrateAndFire(one, Tensor.scalar(0), Reset.HARD, Tensor.scalar(4), false));
    assertEquals(List.of(), prepare(model, target).harmful());
    Path file = prepareFile(model, target);
    NirNode neuron =
        NirFileReader.read(file).nodes().stream()
            .filter(node -> node.type().equals("LIF"))
            .findFirst()
            .orElseThrow();
    assertEquals(1f, neuron.real("r").get(0));
    double dt = target == Target.NORSE ? 1e-3 : 1e-4;
    assertEquals((float) (4 * dt), neuron.real("tau").get(0));
    new NirFormat().read(file, FormatOptions.DEFAULT, note -> {});
  }

  @Test
  void maxPoolingIsRefusedByAnyReader() {
    SpikingModel model =
        OpSamples.model(
            new Graph(
                new GraphInput("x", Shape.of(2, 4, 4)),
                List.of(new Node("pool", new MaxPool(Window.of(2, 2), false), "x")),
                "pool"));
    Export export = new NirFormat().prepare(model, FormatOptions.DEFAULT);
    Path file = folder.resolve("model.nir");
    ModelException e = assertThrows(ModelException.class, () -> export.write(file));
    assertTrue(e.getMessage().contains("NIR has no max pooling"), e.getMessage());
    assertTrue(e.getMessage().contains("--max-pool average"), e.getMessage());
    assertTrue(e.getMessage().contains("--allow-lossy"), e.getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void aFinalSoftmaxIsKeptForUsAndLostToTools() {
    SpikingModel plain = model(neuron(Reset.HARD, 0, Firing.PLAIN));
    List<Node> nodes = new ArrayList<>(plain.graph().nodes());
    nodes.add(new Node("softmax", new Softmax(1), "fc"));
    SpikingModel model = OpSamples.model(new Graph(plain.graph().input(), nodes, "softmax"));
    assertEquals(List.of(), new NirFormat().prepare(model, FormatOptions.DEFAULT).harmful());
    List<Loss> harmful = prepare(model, Target.SPIKINGJELLY).harmful();
    assertEquals(1, harmful.size(), harmful.toString());
    assertTrue(harmful.get(0).remedy().contains("--readout logits"), harmful.toString());
  }

  private void requireLoss(Neuron neuron, Target target, String lost, String remedy) {
    Export export = prepare(model(neuron), target);
    assertTrue(
        export.harmful().stream()
            .anyMatch(loss -> loss.lost().contains(lost) && loss.remedy().contains(remedy)),
        export.harmful().toString());
    Path file = folder.resolve("refused.nir");
    assertThrows(ModelException.class, () -> export.write(file));
    assertFalse(Files.exists(file));
  }

  private static Export prepare(SpikingModel model, Target target) {
    return new NirFormat()
        .prepare(model, new FormatOptions(Optional.of(target), OptionalDouble.empty()));
  }

  private static NirNode node(Path file, String name) {
    return NirFileReader.read(file).nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static IntegrateAndFire neuron(Reset reset, float initial, Firing firing) {
    return new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(initial), reset, firing);
  }

  private static SpikingModel model(Neuron neuron) {
    Random random = new Random(4);
    return OpSamples.model(
        new Graph(
            new GraphInput("x", Shape.of(1, 6, 6)),
            List.of(
                new Node(
                    "conv",
                    new Conv(
                        OpSamples.normal(random, 2, 1, 3, 3),
                        Tensor.vector(0.25f, -0.5f),
                        Window.of(3, 3),
                        1),
                    "x"),
                new Node("act", neuron, "conv"),
                new Node(
                    "pool",
                    new AveragePool(Window.of(2, 2).withStrides(2, 2), false, false),
                    "act"),
                new Node("flat", new Flatten(), "pool"),
                new Node(
                    "fc",
                    new Linear(OpSamples.normal(random, 3, 8), Tensor.vector(1, 2, 3)),
                    "flat")),
            "fc"));
  }
}
