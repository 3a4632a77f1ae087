package io.spikeport.simulation.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.*;
import io.spikeport.simulation.Samples;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.geometry.NonOverlappingWindows;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Neurons whose spikes are pooled at once, against the same network with its spikes observed, which
 * runs one operator after the other.
 */
class PooledNeuronTest {

  private static final int TIMESTEPS = 9;

  /** No divisor of a block, so that blocks end within a position. */
  private static final int CHANNELS = 48;

  private static final Set<String> LAYERS = Set.of("spikes1", "spikes2");

  static Stream<Arguments> networks() {
    Samples samples = new Samples(23);
    Tensor one = Tensor.scalar(1);
    Tensor potentials = samples.positiveEighths(CHANNELS);
    Tensor thresholds = samples.positiveEighths(CHANNELS);
    return Stream.of(
            new IntegrateAndFire(one, Tensor.scalar(0.5f), Reset.SOFT, Firing.PLAIN),
            new IntegrateAndFire(thresholds, potentials, Reset.SOFT, Firing.PLAIN),
            new IntegrateAndFire(one, potentials, Reset.HARD, Firing.PLAIN),
            new IntegrateAndFire(one, potentials, Reset.SOFT, new Firing(true, 1)),
            new IntegrateAndFire(one, potentials, Reset.SOFT, new Firing(true, 3)),
            new LeakyIntegrateAndFire(Tensor.scalar(0.125f), potentials, Reset.SOFT, 2, true))
        .flatMap(
            neuron ->
                Stream.of(Window.of(2, 2), Window.of(2, 3), Window.of(3, 3), Window.of(1, 4))
                    .map(window -> Arguments.of(neuron, window)));
  }

  /** A layer with a constant current, and one with a current of its own in each timestep. */
  private static Graph graph(Neuron neuron, Window window) {
    Samples samples = new Samples(7);
    AveragePool pool = new AveragePool(tiles(window), false, false);
    List<Node> nodes = new ArrayList<>();
    layer(samples, nodes, neuron, "1", "image");
    nodes.add(new Node("pool1", pool, "after1"));
    Window same = Window.of(3, 3).withPads(List.of(4, 4), List.of(4, 4));
    nodes.add(
        new Node(
            "conv",
            new Conv(samples.eighths(CHANNELS, CHANNELS, 3, 3), samples.eighths(CHANNELS), same, 1),
            "pool1"));
    layer(samples, nodes, neuron, "2", "conv");
    nodes.add(new Node("pool2", pool, "after2"));
    nodes.add(new Node("mean", new GlobalAveragePool(), "pool2"));
    return new Graph(new GraphInput("image", Shape.of(CHANNELS, 10, 11)), nodes, "mean");
  }

  private static Window tiles(Window window) {
    return window.withStrides(window.kernel().toArray(Integer[]::new));
  }

  private static void layer(
      Samples samples, List<Node> nodes, Neuron neuron, String id, String source) {
    Tensor scale = samples.positiveEighths(CHANNELS);
    nodes.add(new Node("before" + id, new VoltageScaler(scale), source));
    nodes.add(new Node("spikes" + id, neuron, "before" + id));
    nodes.add(new Node("after" + id, new VoltageScaler(Tensor.scalar(0.3f)), "spikes" + id));
  }

  private static List<ImageResult> run(Graph graph, Recording recording) {
    List<ImageResult> results = new ArrayList<>();
    SimulationOptions options = SimulationOptions.of(TIMESTEPS).withRecording(recording);
    try (Simulator simulator = new Simulator(Samples.model(graph), options)) {
      simulator.run(
          Samples.dataset(new Samples(3).positiveEighths(3, CHANNELS, 10, 11)), results::add);
    }
    return results;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void nobodyCanTell(Neuron neuron, Window window) {
    Graph graph = graph(neuron, window);
    Recording plain = Recording.NONE.withReadout().withPotentials(LAYERS).withSpikeCounts(LAYERS);

    List<ImageResult> fused = run(graph, plain);
    List<ImageResult> apart = run(graph, plain.withTrains(LAYERS));

    for (int i = 0; i < fused.size(); i++) {
      assertEquals(apart.get(i).readout(), fused.get(i).readout());
      assertEquals(apart.get(i).spikes(), fused.get(i).spikes());
      assertEquals(apart.get(i).synapticOperations(), fused.get(i).synapticOperations());
      assertEquals(apart.get(i).spikeCounts(), fused.get(i).spikeCounts());
      assertEquals(apart.get(i).potentials(), fused.get(i).potentials());
    }
    assertTrue(fused.get(0).spikes().stream().allMatch(count -> count > 0), "a silent layer");
  }

  @Test
  void areOnlyThoseThatFillABlock() {
    IntegrateAndFire neuron =
        new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
    Graph graph = graph(neuron, Window.of(5, 5));

    assertFalse(new NeuronFusion(graph, Set.of(), true).pooling(graph.node("spikes1")).isPresent());
  }

  @Test
  void areOnlyThoseWhoseSpikesNobodySees() {
    IntegrateAndFire neuron =
        new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
    Graph graph = graph(neuron, Window.of(2, 2));
    Node layer = graph.node("spikes1");

    assertTrue(new NeuronFusion(graph, Set.of(), true).pooling(layer).isPresent());
    assertFalse(new NeuronFusion(graph, Set.of(), false).pooling(layer).isPresent());
    assertFalse(new NeuronFusion(graph, Set.of("spikes1"), true).pooling(layer).isPresent());
    assertFalse(new NeuronFusion(graph, Set.of("after1"), true).pooling(layer).isPresent());
  }

  @Test
  void areOnlyThoseWhoseParametersAreThoseOfTheirChannel() {
    Tensor each = new Samples(1).positiveEighths(CHANNELS, 10, 11);
    Graph graph =
        new Graph(
            new GraphInput("image", Shape.of(CHANNELS, 10, 11)),
            List.of(
                new Node(
                    "spikes1",
                    new IntegrateAndFire(Tensor.scalar(1), each, Reset.SOFT, Firing.PLAIN),
                    "image"),
                new Node("pool", new AveragePool(tiles(Window.of(2, 2)), false, false), "spikes1")),
            "pool");

    assertFalse(new NeuronFusion(graph, Set.of(), true).pooling(graph.node("spikes1")).isPresent());
  }

  static Stream<Arguments> others() {
    Window two = tiles(Window.of(2, 2));
    return Stream.of(
        Arguments.of(new AveragePool(two.withStrides(1, 2), false, false)),
        Arguments.of(new AveragePool(two.withDilations(2, 1), false, false)),
        Arguments.of(new AveragePool(two.withPads(List.of(1, 0), List.of(0, 0)), false, true)),
        Arguments.of(new AveragePool(two, true, false)));
  }

  @ParameterizedTest
  @MethodSource("others")
  void windowsThatOverlapOrReachOutsideAreNoTiling(AveragePool pool) {
    assertTrue(NonOverlappingWindows.of(pool, Shape.of(2, 7, 7)).isEmpty());
  }
}
