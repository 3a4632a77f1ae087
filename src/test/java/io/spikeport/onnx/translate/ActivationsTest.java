package io.spikeport.onnx.translate;

import static io.spikeport.onnx.translate.LayersTest.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Softmax;
import io.spikeport.onnx.Judge;
import io.spikeport.onnx.ModelBuilder;
import io.spikeport.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ReLU in all its spellings, and Softmax, against ONNX Runtime. */
class ActivationsTest {

  private static ModelBuilder start(int opset) {
    return ModelBuilder.opset(opset)
        .input(2, 3, 4)
        .initializer("zero", Tensor.scalar(0))
        .initializer("six", Tensor.scalar(1.5f))
        .initializer("large", Tensor.scalar(Float.MAX_VALUE))
        .initializer("small", Tensor.scalar(-Float.MAX_VALUE));
  }

  private static Graph same(ModelBuilder.NodeBuilder last) {
    return Judge.same(last.done().output("y").build());
  }

  private static void assertClipped(Graph graph) {
    assertEquals(List.of("ClippedRelu"), operators(graph));
    assertEquals(1.5f, ((ClippedRelu) graph.nodes().get(0).op()).maximum());
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 13, 14})
  void relu(int opset) {
    assertEquals(List.of("Relu"), operators(same(start(opset).node("Relu", "y", "x"))));
  }

  @Test
  void clipWithBoundsAsAttributes() {
    assertClipped(same(start(10).node("Clip", "y", "x").real("min", 0).real("max", 1.5f)));
  }

  @Test
  void clipWithBoundsAsInputs() {
    assertClipped(same(start(13).node("Clip", "y", "x", "zero", "six")));
  }

  @Test
  void clipWithoutUpperBoundIsARelu() {
    assertEquals(List.of("Relu"), operators(same(start(9).node("Clip", "y", "x").real("min", 0))));
    assertEquals(List.of("Relu"), operators(same(start(11).node("Clip", "y", "x", "zero"))));
    assertEquals(
        List.of("Relu"), operators(same(start(13).node("Clip", "y", "x", "zero", "large"))));
  }

  @Test
  void clipThatIsPartOfARelu() {
    assertClipped(same(start(13).node("Relu", "r", "x").done().node("Clip", "y", "r", "", "six")));
    assertClipped(
        same(start(13).node("Relu", "r", "x").done().node("Clip", "y", "r", "small", "six")));
    assertClipped(
        same(start(13).node("Relu", "r", "x").done().node("Clip", "y", "r", "zero", "six")));
  }

  @Test
  void maxAndMinThatAreARelu() {
    assertEquals(List.of("Relu"), operators(same(start(13).node("Max", "y", "x", "zero"))));
    assertClipped(
        same(start(13).node("Max", "r", "zero", "x").done().node("Min", "y", "r", "six")));
    assertClipped(
        same(start(13).node("Min", "r", "x", "six").done().node("Max", "y", "zero", "r")));
    assertClipped(same(start(13).node("Min", "r", "x", "six").done().node("Relu", "y", "r")));
    assertClipped(
        same(start(13).node("Min", "r", "six", "x").done().node("Clip", "y", "r", "zero")));
  }

  @Test
  void minOfOneAndReluOfReluAreNothing() {
    assertEquals(
        List.of("Relu"),
        operators(same(start(13).node("Min", "m", "x").done().node("Relu", "y", "m"))));
    assertEquals(
        List.of("Relu"),
        operators(same(start(13).node("Relu", "r", "x").done().node("Max", "y", "r", "zero"))));
  }

  /** Two layers of neurons in a row would be wrong and slow. */
  @Test
  void clipOfAReluThatOthersReadStandsBesideIt() {
    Graph graph =
        same(
            start(13)
                .node("Relu", "r", "x")
                .done()
                .node("Clip", "c", "r", "zero", "six")
                .done()
                .node("Add", "y", "c", "r"));

    assertEquals(List.of("Relu", "ClippedRelu", "Add"), operators(graph));
    assertEquals(List.of("x"), graph.node("c").inputs());
  }

  @Test
  void tighterOfTwoBoundsHolds() {
    assertClipped(
        same(
            start(13)
                .initializer("nine", Tensor.scalar(9))
                .node("Clip", "r", "x", "zero", "six")
                .done()
                .node("Clip", "y", "r", "zero", "nine")));
  }

  @Test
  void negativeBoundAfterReluDoesNothing() {
    assertEquals(
        List.of("Relu"),
        operators(
            same(
                start(13)
                    .initializer("minus", Tensor.scalar(-1))
                    .node("Relu", "r", "x")
                    .done()
                    .node("Clip", "y", "r", "minus"))));
  }

  @ParameterizedTest
  @CsvSource({"13, 1", "13, 2", "13, 3", "13, -1", "13, -3", "11, 1", "11, 2", "11, 3"})
  void softmax(int opset, int axis) {
    Graph graph = same(start(opset).node("Softmax", "y", "x").integer("axis", axis));

    assertEquals(1, graph.nodes().stream().filter(n -> n.op() instanceof Softmax).count());
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 13})
  void softmaxWithoutAxis(int opset) {
    same(start(opset).node("Softmax", "y", "x"));
    same(start(opset).node("LogSoftmax", "y", "x"));
  }

  /**
   * [N, C, 1, 1] from a global pool: before opset 13 all axes count as one, which changes nothing.
   */
  @Test
  void softmaxOverOneAxisWithValuesNeedsNoReshape() {
    Graph graph =
        same(
            start(11)
                .node("GlobalAveragePool", "p", "x")
                .done()
                .node("Softmax", "y", "p")
                .integer("axis", 1));

    assertEquals(List.of("GlobalAveragePool", "Softmax"), operators(graph));
  }
}
