package io.spikeport.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.Activation;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Function;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeQuantizationTest {

  private static final Op CONV =
      new Conv(
          Tensor.wrap(Shape.of(1, 1, 1, 1), new float[] {2}), Tensor.vector(1), Window.of(1, 1), 1);

  private static Op quantize(float step, float low, float high) {
    return new Pointwise(Activation.of(Function.QUANTIZE, step, low, high));
  }

  private static Op affine(float scale, float shift) {
    return new ChannelAffine(Tensor.scalar(scale), Tensor.scalar(shift));
  }

  /** The operators behind a convolution, in a row. */
  private static Graph row(Op... ops) {
    List<Node> nodes = new ArrayList<>(List.of(new Node("conv", CONV, "x")));
    for (int i = 0; i < ops.length; i++) {
      nodes.add(new Node("n" + i, ops[i], nodes.get(nodes.size() - 1).name()));
    }
    return new Graph(
        new GraphInput("x", Shape.of(1, 4, 4)), nodes, nodes.get(nodes.size() - 1).name());
  }

  private static List<Op> operators(Graph graph) {
    return graph.nodes().stream().skip(1).map(Node::op).toList();
  }

  private static void assertMerged(List<Op> expected, Op... ops) {
    Graph merged = Rewriting.forCoding(row(ops), false);
    assertEquals(expected, operators(merged));
    Graph again = Rewriting.forCoding(merged, false);
    assertEquals(operators(merged), operators(again), "not idempotent");
  }

  /** {@code λ/L·floor(clip(x/λ, 0, 1)·L + ½)} with λ = 2 and L = 8, floor by rounding. */
  @Test
  void theQuantizedReluOfTheLiteratureIsOneFunction() {
    assertMerged(
        List.of(quantize(0.25f, 0, 8)),
        affine(0.5f, 0),
        new ClippedRelu(1),
        affine(8, 0.5f),
        affine(1, -0.5f),
        quantize(1, -8388608, 8388608),
        affine(0.125f, 0),
        affine(2, 0));
  }

  @Test
  void clippedInLevelsAfterRounding() {
    assertMerged(
        List.of(quantize(0.25f, 0, 8)),
        affine(4, 0),
        quantize(1, -8388608, 8388608),
        new Pointwise(Activation.of(Function.CLIP, 0, 8)),
        affine(0.25f, 0));
  }

  @Test
  void aReluBeforeALevelOfZeroIsTheQuantizationsOwn() {
    assertMerged(List.of(quantize(0.5f, 0, 127)), new Relu(), quantize(0.5f, -128, 127));
    assertMerged(List.of(quantize(0.5f, 0, 12)), new ClippedRelu(6), quantize(0.5f, -128, 127));
  }

  @Test
  void whatDoesNotCancelStaysAround() {
    assertMerged(
        List.of(affine(1, 0.125f), quantize(0.5f, 0, 4), affine(3, 1)),
        affine(2, 0.25f),
        quantize(1, 0, 4),
        affine(1.5f, 1));
  }

  @Test
  void roundingTwiceToOneGridIsRoundingOnce() {
    MaxPool pool = new MaxPool(Window.of(2, 2), false);
    assertMerged(
        List.of(quantize(0.5f, 0, 255), pool),
        quantize(0.5f, 0, 255),
        pool,
        quantize(0.5f, 0, 255));
    assertMerged(
        List.of(quantize(0.5f, 0, 255), pool, quantize(0.25f, 0, 255)),
        quantize(0.5f, 0, 255),
        pool,
        quantize(0.25f, 0, 255));
  }

  @Test
  void boundsOfOneGridMeet() {
    assertMerged(
        List.of(quantize(0.5f, -3, 11)), quantize(0.5f, -3, 252), quantize(0.5f, -128, 11));
  }

  /** For rate coding: a ReLU of few levels saturates, fine rounding is left out. */
  @Test
  void spikesRoundByThemselves() {
    assertRelaxed(List.of(new ClippedRelu(2)), quantize(0.5f, 0, 4));
    assertRelaxed(
        List.of(affine(1, 1), new ClippedRelu(1.5f), affine(1, -1)), quantize(0.5f, -2, 1));
    assertRelaxed(List.of(), quantize(0.5f, -128, 127));
    Op mean = new GlobalAveragePool();
    assertRelaxed(
        List.of(new ClippedRelu(32), mean), quantize(0.25f, 0, 128), mean, quantize(0.5f, 0, 255));
  }

  private static void assertRelaxed(List<Op> expected, Op... ops) {
    List<Op> all = new ArrayList<>(List.of(ops));
    all.add(CONV);
    List<Op> found = operators(Rewriting.withoutQuantization(row(all.toArray(Op[]::new))));
    assertEquals(expected, found.subList(0, found.size() - 1));
  }

  /** The grid of the network is the grid of the spikes. */
  @Test
  void spikesAreSteps() {
    MaxPool pool = new MaxPool(Window.of(2, 2), false);
    Graph graph = row(quantize(0.5f, 0, 5), pool, CONV);
    GradedNeurons places = GradedNeurons.of(graph);
    Map<String, Tensor> thresholds = new HashMap<>();
    places.names().forEach(name -> thresholds.put(name, Tensor.scalar(0.3f)));
    Graph spiking = Rewriting.spike(graph, places, thresholds, 8);
    SigmaDelta expected =
        new SigmaDelta(Activation.of(Function.QUANTIZE, 0.5f, 0, 5), Tensor.scalar(0.5f), 4);
    assertEquals(List.of(expected, expected), spiking.neurons().stream().map(Node::op).toList());
  }
}
