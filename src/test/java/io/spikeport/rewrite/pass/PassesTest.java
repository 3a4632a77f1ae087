package io.spikeport.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.Add;
import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.Linear;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.graph.Window;
import io.spikeport.rewrite.CorrectOutput;
import io.spikeport.rewrite.InsertNeurons;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.rewrite.OutputCorrection;
import io.spikeport.rewrite.ReplaceMaxPool;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Golden graphs before and after each pass, and that a pass applied twice changes nothing more. */
class PassesTest {

  private static final Window POINT = Window.of(1, 1);
  private static final NeuronModel.If IF = new NeuronModel.If(Reset.SOFT, Firing.PLAIN);

  private static Graph graph(Shape input, Node... nodes) {
    return new Graph(new GraphInput("x", input), List.of(nodes), nodes[nodes.length - 1].name());
  }

  private static Node node(String name, Op op, String... inputs) {
    return new Node(name, op, List.of(inputs));
  }

  /** A 1 × 1 convolution from two channels to two. */
  private static Conv conv(float... weightsThenBias) {
    return new Conv(
        Tensor.wrap(Shape.of(2, 2, 1, 1), java.util.Arrays.copyOfRange(weightsThenBias, 0, 4)),
        Tensor.vector(weightsThenBias[4], weightsThenBias[5]),
        POINT,
        1);
  }

  private static void assertPass(Graph expected, Pass pass, Graph before) {
    Graph after = pass.apply(before);
    assertEquals(expected.nodes(), after.nodes());
    assertEquals(expected.output(), after.output());
    assertEquals(after.nodes(), pass.apply(after).nodes(), "not idempotent");
  }

  @Test
  void batchNormBecomesAnAffineMap() {
    BatchNormalization norm =
        new BatchNormalization(
            Tensor.vector(2, 3), Tensor.vector(1, -1), Tensor.vector(5, 0), Tensor.vector(3, 8), 1);
    assertPass(
        graph(
            Shape.of(2, 4, 4),
            node("bn", new ChannelAffine(Tensor.vector(1, 1), Tensor.vector(-4, -1)), "x")),
        new ReplaceBatchNormWithAffine(),
        graph(Shape.of(2, 4, 4), node("bn", norm, "x")));
  }

  @Test
  void anAffineMapFoldsIntoTheLayerBeforeIt() {
    ChannelAffine affine = new ChannelAffine(Tensor.vector(2, 10), Tensor.vector(0.5f, -1));
    assertPass(
        graph(
            Shape.of(2, 4, 4),
            node("conv", conv(2, 4, 30, 40, 10.5f, 59), "x"),
            node("act", new Relu(), "conv")),
        new FoldAffineIntoPreviousLayer(),
        graph(
            Shape.of(2, 4, 4),
            node("conv", conv(1, 2, 3, 4, 5, 6), "x"),
            node("bn", affine, "conv"),
            node("act", new Relu(), "bn")));
  }

  @Test
  void anAffineMapStaysWhereTheLayerBeforeItFeedsOthersToo() {
    Graph shared =
        graph(
            Shape.of(2, 4, 4),
            node("conv", conv(1, 2, 3, 4, 5, 6), "x"),
            node("bn", new ChannelAffine(Tensor.scalar(2), Tensor.scalar(0)), "conv"),
            node("sum", new Add(), "conv", "bn"));
    assertPass(shared, new FoldAffineIntoPreviousLayer(), shared);
  }

  @Test
  void chainsOfAffineMapsBecomeOne() {
    assertPass(
        graph(
            Shape.of(2, 4, 4),
            node("c", new ChannelAffine(Tensor.vector(6, 9), Tensor.vector(5, 7)), "x")),
        new MergeAffines(),
        graph(
            Shape.of(2, 4, 4),
            node("a", new ChannelAffine(Tensor.scalar(3), Tensor.scalar(2)), "x"),
            node("b", new ChannelAffine(Tensor.scalar(1), Tensor.scalar(0)), "a"),
            node("c", new ChannelAffine(Tensor.vector(2, 3), Tensor.scalar(1)), "b")));
  }

  @Test
  void anAffineMapFoldsIntoAnUnpaddedLayerAfterIt() {
    ChannelAffine affine = new ChannelAffine(Tensor.vector(2, 10), Tensor.vector(1, -1));
    assertPass(
        graph(Shape.of(2, 4, 4), node("conv", conv(2, 20, 6, 40, 4, 5), "x")),
        new FoldAffineIntoNextLayer(),
        graph(
            Shape.of(2, 4, 4),
            node("pre", affine, "x"),
            node("conv", conv(1, 2, 3, 4, 5, 6), "pre")));
  }

  @Test
  void anAffineMapWithAShiftStaysBeforePadding() {
    Conv conv = conv(1, 2, 3, 4, 5, 6);
    Conv padded =
        new Conv(conv.weight(), conv.bias(), POINT.withPads(List.of(1, 0), List.of(0, 0)), 1);
    Graph before =
        graph(
            Shape.of(2, 4, 4),
            node("pre", new ChannelAffine(Tensor.scalar(2), Tensor.scalar(1)), "x"),
            node("conv", padded, "pre"));
    assertPass(before, new FoldAffineIntoNextLayer(), before);
  }

  @Test
  void onlyAFinalSoftmaxIsRemoved() {
    Graph before =
        graph(
            Shape.of(2),
            node("inner", new Softmax(1), "x"),
            node("act", new Relu(), "inner"),
            node("outer", new Softmax(1), "act"));
    assertPass(
        graph(Shape.of(2), node("inner", new Softmax(1), "x"), node("act", new Relu(), "inner")),
        new RemoveFinalSoftmax(),
        before);
  }

  @Test
  void aReluBecomesScalerNeuronScaler() {
    assertPass(
        graph(
            Shape.of(2),
            node("act.scale_in", new VoltageScaler(Tensor.vector(0.5f, 0.25f)), "x"),
            node(
                "act",
                new IntegrateAndFire(
                    Tensor.scalar(1), Tensor.scalar(0.5f), Reset.SOFT, Firing.PLAIN),
                "act.scale_in"),
            node("act.scale_out", new VoltageScaler(Tensor.vector(2, 4)), "act"),
            node("end", new Flatten(), "act.scale_out")),
        new InsertNeurons(Map.of("act", NeuronParameters.of(Tensor.vector(2, 4), 0.5f)), IF),
        graph(Shape.of(2), node("act", new Relu(), "x"), node("end", new Flatten(), "act")));
  }

  @Test
  void aSpikeStandsForTheOutputScaleAndTheCurrentIsDividedByTheScale() {
    NeuronParameters tuned =
        new NeuronParameters(
            Tensor.vector(2, 4), Tensor.vector(3, 5), Tensor.scalar(0), Tensor.vector(1, -1));
    Graph spiking =
        new InsertNeurons(Map.of("act", tuned), IF)
            .apply(graph(Shape.of(2), node("act", new Relu(), "x")));
    assertEquals(
        List.of(
            node("act.bias", new ChannelAffine(Tensor.scalar(1), Tensor.vector(1, -1)), "x"),
            node("act.scale_in", new VoltageScaler(Tensor.vector(0.5f, 0.25f)), "act.bias")),
        spiking.nodes().subList(0, 2));
    assertEquals(new VoltageScaler(Tensor.vector(3, 5)), spiking.node(spiking.output()).op());
  }

  @Test
  void aClippedReluNeverGetsAScaleAboveItsMaximum() {
    Graph spiking =
        new InsertNeurons(Map.of("act", NeuronParameters.of(Tensor.vector(5, 7), 0)), IF)
            .apply(graph(Shape.of(2), node("act", new ClippedRelu(6), "x")));
    assertEquals(new VoltageScaler(Tensor.vector(5, 6)), spiking.node(spiking.output()).op());
  }

  @Test
  void aPoolMovesBeforeTheReluThatItAloneTakes() {
    MaxPool pool = new MaxPool(Window.of(2, 2), false);
    assertPass(
        graph(
            Shape.of(2, 4, 4),
            node("pool", pool, "x"),
            node("act", new Relu(), "pool"),
            node("end", new Flatten(), "act")),
        new MoveMaxPoolBeforeRelu(),
        graph(
            Shape.of(2, 4, 4),
            node("act", new Relu(), "x"),
            node("pool", pool, "act"),
            node("end", new Flatten(), "pool")));
  }

  @Test
  void onlyPoolsThatSeeSpikesAreReplaced() {
    MaxPool pool = new MaxPool(Window.of(2, 2), false);
    IntegrateAndFire neuron =
        new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
    assertPass(
        graph(
            Shape.of(2, 8, 8),
            node("first", pool, "x"),
            node("act", neuron, "first"),
            node("second", new InhibitedMaxPool(Window.of(2, 2), false), "act")),
        new ReplaceMaxPool(MaxPooling.LATERAL_INHIBITION),
        graph(
            Shape.of(2, 8, 8),
            node("first", pool, "x"),
            node("act", neuron, "first"),
            node("second", pool, "act")));
  }

  @Test
  void scalersFoldIntoWeightsOnBothSides() {
    IntegrateAndFire neuron =
        new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
    Graph before =
        graph(
            Shape.of(2, 2, 1),
            node("conv", conv(1, 2, 3, 4, 5, 6), "x"),
            node("in", new VoltageScaler(Tensor.vector(0.5f, 0.25f)), "conv"),
            node("act", neuron, "in"),
            node("out", new VoltageScaler(Tensor.vector(2, 4)), "act"),
            node("flat", new Flatten(), "out"),
            node(
                "end",
                new Linear(Tensor.wrap(Shape.of(1, 4), new float[] {1, 1, 1, 1}), Tensor.vector(3)),
                "flat"));
    Graph expected =
        graph(
            Shape.of(2, 2, 1),
            node("conv", conv(0.5f, 1, 0.75f, 1, 2.5f, 1.5f), "x"),
            node("act", neuron, "conv"),
            node("flat", new Flatten(), "act"),
            node(
                "end",
                new Linear(Tensor.wrap(Shape.of(1, 4), new float[] {2, 2, 4, 4}), Tensor.vector(3)),
                "flat"));
    Graph folded =
        new FoldScalersIntoPreviousLayer().apply(new FoldScalersIntoNextLayer().apply(before));
    assertEquals(expected.nodes(), folded.nodes());
  }

  @Test
  void branchesOfAnAdditionKeepAScalerWhereTheirFactorsDiffer() {
    Graph before =
        graph(
            Shape.of(2, 1, 1),
            node("a", new VoltageScaler(Tensor.scalar(2)), "x"),
            node("conv", conv(1, 2, 3, 4, 5, 6), "a"),
            node("sum", new Add(), "a", "conv"),
            node("in", new VoltageScaler(Tensor.scalar(0.5f)), "sum"));
    Graph folded =
        new FoldScalersIntoPreviousLayer().apply(new FoldScalersIntoNextLayer().apply(before));
    assertEquals(
        graph(
                Shape.of(2, 1, 1),
                node("conv", conv(1, 2, 3, 4, 2.5f, 3), "x"),
                node("sum", new Add(), "x", "conv"))
            .nodes(),
        folded.nodes());
  }

  @Test
  void concatenationJoinsTheFactorsOfItsBranches() {
    Graph before =
        graph(
            Shape.of(1, 1, 1),
            node("a", new VoltageScaler(Tensor.scalar(2)), "x"),
            node("b", new VoltageScaler(Tensor.scalar(3)), "x"),
            node("cat", new Concat(1), "a", "b"),
            node("conv", conv(1, 1, 1, 1, 0, 0), "cat"));
    assertPass(
        graph(
            Shape.of(1, 1, 1),
            node("cat", new Concat(1), "x", "x"),
            node("conv", conv(2, 3, 2, 3, 0, 0), "cat")),
        new FoldScalersIntoNextLayer(),
        before);
  }

  @Test
  void paddingWithAnotherValueThanZeroHoldsAScalerBack() {
    Graph before =
        graph(
            Shape.of(2, 1, 1),
            node("a", new VoltageScaler(Tensor.scalar(2)), "x"),
            node("pad", new Pad(List.of(0, 1, 0), List.of(0, 0, 0), 1), "a"));
    assertPass(before, new FoldScalersIntoNextLayer(), before);
  }

  @Test
  void groupedConvolutionsTakeTheFactorsOfTheirOwnGroup() {
    Conv depthwise =
        new Conv(
            Tensor.wrap(Shape.of(2, 1, 1, 1), new float[] {1, 1}), Tensor.vector(0, 0), POINT, 2);
    Conv scaled = (Conv) ChannelFactors.beforeInput(depthwise, Tensor.vector(2, 3));
    assertArrayEquals(new float[] {2, 3}, scaled.weight().toArray());
  }

  /** Each application corrects once more, so this pass is not idempotent. */
  @Test
  void theLastLayerIsCorrected() {
    Linear linear = new Linear(Tensor.wrap(Shape.of(1, 2), new float[] {1, 2}), Tensor.vector(3));
    OutputCorrection correction =
        new OutputCorrection(
            Optional.of(Tensor.wrap(Shape.of(1, 2), new float[] {0.5f, -1})), Tensor.vector(7));
    assertEquals(
        graph(
                Shape.of(2),
                node(
                    "fc",
                    new Linear(
                        Tensor.wrap(Shape.of(1, 2), new float[] {1.5f, 1}), Tensor.vector(3)),
                    "x"),
                node("fc.shift", new ChannelAffine(Tensor.scalar(1), Tensor.vector(7)), "fc"))
            .nodes(),
        new CorrectOutput(correction).apply(graph(Shape.of(2), node("fc", linear, "x"))).nodes());
  }
}
