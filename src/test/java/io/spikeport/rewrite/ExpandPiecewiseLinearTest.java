package io.spikeport.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Add;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Function;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Window;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExpandPiecewiseLinearTest {

  private static final int SIDE = 9;

  static Stream<Activation> straightPieces() {
    return Stream.of(
        Activation.RELU,
        Activation.of(Function.LEAKY_RELU, 0.1f),
        Activation.of(Function.LEAKY_RELU, -1),
        new Activation(Function.LEAKY_RELU, List.of(Tensor.vector(0.25f, -0.5f))),
        new Activation(Function.LEAKY_RELU, List.of(Tensor.vector(0, 3))),
        Activation.of(Function.CLIP, -1, 1),
        Activation.of(Function.CLIP, 0, 2),
        Activation.of(Function.CLIP, 0.5f, 2),
        Activation.of(Function.CLIP, -Float.MAX_VALUE, 1.5f),
        Activation.of(Function.CLIP, -1.5f, Float.MAX_VALUE),
        new Activation(Function.CLIP, List.of(Tensor.vector(-1, 0), Tensor.vector(1, 3))),
        Activation.of(Function.HARD_SIGMOID, 0.2f, 0.5f),
        Activation.of(Function.HARD_SIGMOID, -0.5f, 0.25f));
  }

  /** Conv(1, 1) of two channels, the function, and an identity behind it. */
  private static Graph network(Activation activation) {
    Conv same =
        new Conv(
            Tensor.wrap(Shape.of(2, 2, 1, 1), new float[] {1, 0, 0, 1}),
            Tensor.vector(0, 0),
            Window.of(1, 1),
            1);
    return new Graph(
        new GraphInput("x", Shape.of(2, 1, SIDE)),
        List.of(
            new Node("conv", same, "x"),
            new Node("f", new Pointwise(activation), "conv"),
            new Node("out", same, "f")),
        "out");
  }

  @ParameterizedTest
  @MethodSource("straightPieces")
  void functionsOfStraightPiecesBecomeSumsOfRelus(Activation activation) {
    Graph after = Rewriting.forCoding(network(activation), true);
    assertTrue(after.nodes().stream().noneMatch(node -> node.op() instanceof Pointwise));
    float[] values = new float[2 * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % SIDE - SIDE / 2) * 0.9f;
    }
    try (FloatNetwork network = new FloatNetwork(after, Set.of("f"))) {
      Tensor found = network.run(Tensor.wrap(Shape.of(1, 2, 1, SIDE), values)).get("f");
      for (int i = 0; i < values.length; i++) {
        int channel = i / SIDE;
        double[] parameters =
            activation.parameters().stream()
                .mapToDouble(p -> p.get(p.isScalar() ? 0 : channel))
                .toArray();
        double expected = activation.function().at(values[i], parameters);
        // A few roundings of numbers below 16 to float32.
        assertEquals(expected, found.get(i), 5e-6, "at " + values[i]);
      }
    }
  }

  @Test
  void leakyReluIsTwoPopulations() {
    Graph after = Rewriting.forCoding(network(Activation.of(Function.LEAKY_RELU, 0.1f)), true);
    Tensor zero = Tensor.scalar(0);
    assertEquals(
        List.of(
            new Node("f.part", new Relu(), "conv"),
            new Node("f.part_2.in", new ChannelAffine(Tensor.scalar(-1), zero), "conv"),
            new Node("f.part_2.relu", new Relu(), "f.part_2.in"),
            new Node("f.part_2", new ChannelAffine(Tensor.scalar(-0.1f), zero), "f.part_2.relu"),
            new Node("f", new Add(), List.of("f.part", "f.part_2"))),
        after.nodes().subList(1, after.nodes().size() - 1));
  }

  @Test
  void hardTanhIsOneSaturatingReluBetweenAffineMaps() {
    Graph after = Rewriting.forCoding(network(Activation.of(Function.CLIP, -1, 1)), true);
    Tensor one = Tensor.scalar(1);
    assertEquals(
        List.of(
            new Node("f.in", new ChannelAffine(one, one), "conv"),
            new Node("f.relu", new ClippedRelu(2), "f.in"),
            new Node("f", new ChannelAffine(one, Tensor.scalar(-1)), "f.relu")),
        after.nodes().subList(1, after.nodes().size() - 1));
  }

  @Test
  void smoothFunctionsAndPreprocessingStay() {
    Graph smooth = network(Activation.of(Function.TANH));
    assertEquals(smooth, Rewriting.forCoding(smooth, true));
    Node clip = new Node("clip", new Pointwise(Activation.of(Function.CLIP, -1, 1)), "x");
    Graph preprocessing = new Graph(new GraphInput("x", Shape.of(2, 1, 1)), List.of(clip), "clip");
    assertEquals(preprocessing, Rewriting.forCoding(preprocessing, true));
  }
}
