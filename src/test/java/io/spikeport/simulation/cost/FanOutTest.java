package io.spikeport.simulation.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.*;
import io.spikeport.rewrite.RandomNetworks;
import io.spikeport.simulation.Energy;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.NaiveNetwork;
import io.spikeport.simulation.Samples;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Synaptic operations and multiply-accumulates against a count in the plainest way: every weight of
 * every layer, element by element, timestep by timestep.
 */
class FanOutTest {

  private static final int TIMESTEPS = 40;
  private static final int IMAGES = 3;

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void countsWhatTheMessagesOfRandomNetworksDrive(int seed) {
    Graph graph = spiking(RandomNetworks.network(seed), new Random(seed), Firing.PLAIN);
    check(graph, RandomNetworks.images(graph, IMAGES, seed), Engine.ND4J);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void countsWhatMessagesOfLinearChainsDrive(Engine engine) {
    Graph graph = bottlenecks(Firing.PLAIN);
    check(graph, RandomNetworks.images(graph, IMAGES, 5), engine);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void countsNegativeSpikes(Engine engine) {
    Graph graph = bottlenecks(new Firing(true, 1));
    check(graph, RandomNetworks.images(graph, IMAGES, 5), engine);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void forgetsWhatWasComputedBeyondAnEarlyExit(Engine engine) {
    Graph graph = bottlenecks(Firing.PLAIN);
    Tensor images = RandomNetworks.images(graph, IMAGES, 5);
    SimulationOptions options = SimulationOptions.of(TIMESTEPS);
    for (ImageResult early : run(graph, images, engine, options.withExitMargin(20))) {
      int timesteps = early.timesteps();
      assertTrue(timesteps < TIMESTEPS, "no early exit");
      ImageResult whole =
          run(graph, images, engine, SimulationOptions.of(timesteps)).get(early.index());
      assertEquals(whole.synapticOperations(), early.synapticOperations());
      assertEquals(whole.multiplyAccumulates(), early.multiplyAccumulates());
    }
  }

  /** Neurons for activations. */
  private static Graph spiking(Graph network, Random random, Firing firing) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : network.nodes()) {
      Op op = node.op();
      if (op instanceof Relu || op instanceof ClippedRelu) {
        op =
            new IntegrateAndFire(
                Tensor.scalar(0.5f + random.nextInt(4) / 4f),
                Tensor.scalar(0.5f),
                Reset.SOFT,
                firing);
      }
      nodes.add(new Node(node.name(), op, node.inputs()));
    }
    return new Graph(network.input(), nodes, network.output());
  }

  /** What MobileNet-v2 is made of: 1 × 1, depthwise, 1 × 1, added; and pooled, joined, enlarged. */
  private static Graph bottlenecks(Firing firing) {
    Samples samples = new Samples(3);
    Window same = Window.of(3, 3).withPads(List.of(1, 1), List.of(1, 1));
    Op neuron = new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0.5f), Reset.SOFT, firing);
    List<Node> nodes =
        List.of(
            conv("stem", samples, 4, 3, same, 1, "image"),
            new Node("s0", neuron, "stem"),
            conv("project0", samples, 4, 4, Window.of(1, 1), 1, "s0"),
            conv("expand", samples, 8, 4, Window.of(1, 1), 1, "project0"),
            new Node("s1", neuron, "expand"),
            new Node("scale1", new VoltageScaler(samples.positiveEighths(8)), "s1"),
            conv("depthwise", samples, 8, 8, same, 8, "scale1"),
            conv("pointwise", samples, 4, 8, Window.of(1, 1), 1, "depthwise"),
            new Node("residual", new Add(), List.of("pointwise", "project0")),
            new Node("s2", neuron, "residual"),
            new Node("shortcut", new Add(), List.of("s2", "s0")),
            conv("merged", samples, 4, 4, same, 1, "shortcut"),
            new Node("s3", neuron, "merged"),
            new Node("joined", new Concat(1), List.of("s3", "s2")),
            new Node("turned", new Take(1, List.of(7, 6, 5, 4, 3, 2, 1, -1)), "joined"),
            conv("separable", samples, 8, 8, same, 8, "turned"),
            new Node("s4", neuron, "separable"),
            new Node("pool", new MaxPool(Window.of(2, 2).withStrides(2, 2), false), "s4"),
            new Node("zeros", new Take(2, List.of(0, -1, 1, -1, 2)), "pool"),
            new Node("up", new Upsample(List.of(2, 2)), "zeros"),
            conv("wide", samples, 4, 8, Window.of(3, 3), 2, "up"),
            new Node("s5", neuron, "wide"),
            new Node("mean", new AveragePool(Window.of(2, 2), false, false), "s5"),
            new Node("rows", new AxisLinear(2, samples.eighths(3, 7)), "mean"),
            new Node("flat", new Flatten(), "rows"),
            new Node("hidden", new Linear(samples.eighths(5, 4 * 9), samples.eighths(5)), "flat"),
            new Node("y", new Linear(samples.eighths(3, 5), samples.eighths(3)), "hidden"));
    return new Graph(new GraphInput("image", Shape.of(3, 6, 6)), nodes, "y");
  }

  private static Node conv(
      String name, Samples samples, int out, int in, Window window, int groups, String input) {
    int k = window.kernel().get(0);
    return new Node(
        name,
        new Conv(samples.eighths(out, in / groups, k, k), samples.eighths(out), window, groups),
        input);
  }

  private static void check(Graph graph, Tensor images, Engine engine) {
    SimulationOptions options = SimulationOptions.of(TIMESTEPS);
    Set<String> all = graph.nodes().stream().map(Node::name).collect(Collectors.toSet());
    List<ImageResult> results = run(graph, images, engine, options);
    List<ImageResult> recorded =
        run(graph, images, engine, options.withRecording(Recording.NONE.withTrains(all)));
    double most = (double) TIMESTEPS * Energy.multiplyAccumulates(graph);
    for (ImageResult result : results) {
      Count expected = count(graph, recorded.get(result.index()).trains());
      assertEquals(expected.operations, result.synapticOperations());
      assertEquals(expected.multiplyAccumulates, result.multiplyAccumulates());
      assertTrue(expected.operations + expected.multiplyAccumulates <= most);
    }
  }

  private static List<ImageResult> run(
      Graph graph, Tensor images, Engine engine, SimulationOptions options) {
    List<ImageResult> results = new ArrayList<>();
    try (Simulation simulation = engine.open(Samples.model(graph), options)) {
      simulation.run(Samples.dataset(images), results::add);
    }
    return results;
  }

  /** What is found by going through all weights at all timesteps. */
  private static final class Count {
    private double operations;
    private double multiplyAccumulates;
  }

  private static Count count(Graph graph, Map<String, Tensor> values) {
    Count count = new Count();
    Set<String> constant = new HashSet<>(Set.of(graph.input().name()));
    Set<String> spikes = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof StatefulOp) && constant.containsAll(node.inputs())) {
        constant.add(node.name());
      } else if (node.op() instanceof Neuron
          || spikes.containsAll(node.inputs()) && ofSpikes(node.op())) {
        spikes.add(node.name());
      }
      String input = node.inputs().get(0);
      if (constant.contains(input) || !isWeighted(node.op())) {
        continue;
      }
      double[] weights = new double[graph.shape(input).size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = weightsAt(graph, node, i);
      }
      for (int t = 0; t < TIMESTEPS; t++) {
        for (int i = 0; i < weights.length; i++) {
          float now = values.get(input).get(t * weights.length + i);
          if (spikes.contains(input)) {
            count.operations += now != 0 ? weights[i] : 0;
          } else if (t == 0 || now != values.get(input).get((t - 1) * weights.length + i)) {
            count.multiplyAccumulates += weights[i];
          }
        }
      }
    }
    return count;
  }

  private static boolean isWeighted(Op op) {
    return op instanceof Conv || op instanceof Linear;
  }

  private static boolean ofSpikes(Op op) {
    return !isWeighted(op)
        && !(op instanceof BatchNormalization)
        && !(op instanceof ChannelAffine affine && anyNotZero(affine.shift()))
        && !(op instanceof Pad pad && pad.value() != 0)
        && !(op instanceof Softmax)
        && !(op instanceof LogSoftmax);
  }

  private static boolean anyNotZero(Tensor values) {
    return IntStream.range(0, values.size()).anyMatch(i -> values.get(i) != 0);
  }

  /** With weights of one and an impulse, a layer's output adds up to the weights that it meets. */
  private static double weightsAt(Graph graph, Node node, int element) {
    Op ones =
        node.op() instanceof Conv conv
            ? new Conv(
                Tensor.filled(conv.weight().shape(), 1),
                Tensor.filled(conv.bias().shape(), 0),
                conv.window(),
                conv.groups())
            : new Linear(
                Tensor.filled(((Linear) node.op()).weight().shape(), 1),
                Tensor.filled(((Linear) node.op()).bias().shape(), 0));
    Shape shape = graph.shape(node.inputs().get(0));
    float[] impulse = new float[shape.size()];
    impulse[element] = 1;
    Graph alone =
        new Graph(new GraphInput("x", shape), List.of(new Node("y", ones, List.of("x"))), "y");
    double sum = 0;
    for (float value : new NaiveNetwork(alone).run(impulse, 1).get(0).get("y")) {
      sum += value;
    }
    return sum;
  }
}
