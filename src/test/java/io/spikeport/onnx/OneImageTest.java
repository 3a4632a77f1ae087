package io.spikeport.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikeport.error.ModelException;
import io.spikeport.graph.Graph;
import io.spikeport.tensor.Shape;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Models for one image that fold the batch of 1 into other axes: the graph takes any batch. */
class OneImageTest {

  private static ModelBuilder images() {
    return ModelBuilder.opset(13)
        .inputWithBatch(1, 4, 3, 5)
        .weights("w", 6, 4, 1, 1)
        .node("Conv", "c", "x", "w")
        .done()
        .node("Relu", "r", "c")
        .done();
  }

  private static Graph same(ModelBuilder model) {
    Graph graph = Judge.same(model.output("y").build());
    assertEquals(
        OptionalInt.of(1), Judge.imported(model.build()).fixedBatch(), "ONNX Runtime's batch");
    return graph;
  }

  @Test
  void flattenedFromTheBatchOn() {
    same(images().node("Flatten", "y", "r").integer("axis", 0).done());
    ModelBuilder rows = images().weights("v", 5, 7);
    rows.node("Flatten", "f", "r").integer("axis", 3).done();
    same(rows.node("MatMul", "y", "f", "v").done());
  }

  @Test
  void squeezedWithTheBatch() {
    Graph graph =
        same(
            images()
                .weights("v", 6, 2)
                .weights("b", 2)
                .node("GlobalAveragePool", "g", "r")
                .done()
                .node("Squeeze", "s", "g")
                .done()
                .node("MatMul", "m", "s", "v")
                .done()
                .node("Add", "a", "b", "m")
                .done()
                .node("Relu", "y", "a")
                .done());
    assertEquals(Shape.of(2), graph.outputShape());
    same(
        images()
            .integers("zero", 0)
            .node("Squeeze", "s", "r", "zero")
            .done()
            .node("Mul", "m", "s", "s2")
            .done()
            .weights("s2", 6, 1, 1)
            .node("Unsqueeze", "y", "m", "zero")
            .done());
  }

  /** As exporters of frameworks without a batch axis write a channel shuffle. */
  @Test
  void shuffledWithoutTheBatch() {
    Graph graph =
        same(
            images()
                .integers("groups", 2, 3, -1)
                .node("Reshape", "p", "r", "groups")
                .done()
                .node("Transpose", "q", "p")
                .ints("perm", 1, 0, 2)
                .done()
                .integers("joined", 1, 6, 3, 5)
                .node("Reshape", "y", "q", "joined")
                .done());
    assertEquals(Shape.of(6, 3, 5), graph.outputShape());
    same(
        images()
            .integers("back", 2, -1, 3, 3, 5)
            .integer("first", 0)
            .node("Reshape", "p", "r", "back")
            .done()
            .node("Gather", "y", "p", "first")
            .integer("axis", 0)
            .done());
  }

  /** What can be run for any batch still is. */
  @Test
  void reshapesThatKeepImagesApartLeaveTheBatchFree() {
    ModelBuilder model = images().integers("flat", -1, 90).node("Reshape", "y", "r", "flat").done();
    assertEquals(OptionalInt.empty(), Judge.imported(model.output("y").build()).fixedBatch());
  }

  @Test
  void withoutADeclaredBatchOfOneItStaysRefused() {
    ModelBuilder model =
        ModelBuilder.opset(13).input(4).node("Flatten", "y", "x").integer("axis", 0).done();
    assertThrows(ModelException.class, () -> Judge.imported(model.output("y").build()));
  }
}
