package io.spikeport.onnx;

import static io.spikeport.onnx.translate.LayersTest.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.Graph;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.AttributeProto.AttributeType;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that move values, and shape arithmetic, against ONNX Runtime. */
class ShapesTest {

  private static Graph same(ModelBuilder.NodeBuilder last) {
    return Judge.same(last.done().output("y").build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 -1", "-1 24", "0 4 6", "-1 2 12", "0 2 3 4", "0 0 -1", "-1 2 0 4"})
  void reshape(String shape) {
    long[] extents = List.of(shape.split(" ")).stream().mapToLong(Long::parseLong).toArray();

    same(
        ModelBuilder.opset(13)
            .input(2, 3, 4)
            .integers("shape", extents)
            .node("Relu", "r", "x")
            .done()
            .node("Reshape", "y", "r", "shape"));
  }

  @ParameterizedTest
  @CsvSource({"7, 1", "11, -3", "13, 1"})
  void flatten(int opset, int axis) {
    Graph graph =
        same(
            ModelBuilder.opset(opset)
                .input(2, 3, 4)
                .node("Flatten", "y", "x")
                .integer("axis", axis));

    assertEquals(List.of("Flatten"), operators(graph));
  }

  @Test
  void flattenAfterAxesOfExtentOne() {
    same(ModelBuilder.opset(13).input(1, 1, 4).node("Flatten", "y", "x").integer("axis", 3));
  }

  /** As PyTorch exports {@code x.view(x.size(0), -1)}. */
  @Test
  void flattenSpelledWithShapes() {
    Graph graph =
        same(
            ModelBuilder.opset(11)
                .input(2, 3, 4)
                .integer("first", 0)
                .integers("rest", -1)
                .node("Shape", "s", "x")
                .done()
                .node("Gather", "n", "s", "first")
                .integer("axis", 0)
                .done()
                .node("Unsqueeze", "n1", "n")
                .ints("axes", 0)
                .done()
                .node("Concat", "shape", "n1", "rest")
                .integer("axis", 0)
                .done()
                .node("Reshape", "y", "x", "shape"));

    assertEquals(List.of("Flatten"), operators(graph));
  }

  /** As PyTorch exports {@code x.view(n, c * h * w)}: products of extents. */
  @Test
  void flattenSpelledWithProducts() {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(2, 3, 4)
                .integers("from", 1)
                .integers("to", Long.MAX_VALUE)
                .integers("zero", 0)
                .node("Shape", "s", "x")
                .done()
                .node("Slice", "chw", "s", "from", "to", "zero")
                .done()
                .node("ReduceProd", "size", "chw")
                .ints("axes", 0)
                .integer("keepdims", 1)
                .done()
                .node("Slice", "n", "s", "zero", "from", "zero")
                .done()
                .node("Concat", "shape", "n", "size")
                .integer("axis", 0)
                .done()
                .node("Reshape", "y", "x", "shape"));

    assertEquals(List.of("Flatten"), operators(graph));
  }

  /** The batch size times a number and divided by it again is the batch size. */
  @Test
  void arithmeticWithTheBatchSize() {
    same(
        ModelBuilder.opset(15)
            .input(2, 3, 4)
            .integers("two", 2)
            .integers("rest", 24)
            .node("Shape", "n", "x")
            .integer("end", 1)
            .done()
            .node("Mul", "n2", "n", "two")
            .done()
            .node("Div", "n1", "n2", "two")
            .done()
            .node("Cast", "nc", "n1")
            .integer("to", 7)
            .done()
            .node("Concat", "shape", "nc", "rest")
            .integer("axis", 0)
            .done()
            .node("Reshape", "y", "x", "shape"));
  }

  /** As PyTorch exports {@code expand}: −1 keeps an extent. */
  @Test
  void expandThatRepeatsNothing() {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(2, 3, 4)
                .integers("wanted", -1, 2, 3, 4)
                .integers("rank", 4)
                .integers("minus", -1)
                .node("ConstantOfShape", "ones", "rank")
                .attribute(
                    AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeType.TENSOR)
                        .setT(TensorProto.newBuilder().setDataType(7).addDims(1).addInt64Data(1))
                        .build())
                .done()
                .node("Mul", "negative", "ones", "minus")
                .done()
                .node("Equal", "open", "wanted", "negative")
                .done()
                .node("Where", "shape", "open", "ones", "wanted")
                .done()
                .node("Expand", "e", "x", "shape")
                .done()
                .node("Relu", "y", "e"));

    assertEquals(List.of("Relu"), operators(graph));
  }

  @Test
  void bakedBatchSizeThatNobodyNeedsIsFree() {
    ImportedModel imported =
        Judge.imported(
            ModelBuilder.opset(13)
                .inputWithBatch(1, 2, 3)
                .node("Flatten", "y", "x")
                .done()
                .output("y")
                .build());

    assertEquals(OptionalInt.empty(), imported.fixedBatch());
  }

  @Test
  void bakedBatchSizeInAReshapeIsFixed() {
    ModelProto model =
        ModelBuilder.opset(13)
            .inputWithBatch(1, 2, 3)
            .integers("shape", 1, -1)
            .node("Reshape", "y", "x", "shape")
            .done()
            .output("y")
            .build();

    assertEquals(OptionalInt.of(1), Judge.imported(model).fixedBatch());
    assertEquals(List.of("Flatten"), operators(Judge.same(model)));
  }

  @Test
  void channelShuffle() {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(6, 3, 3)
                .integers("split", 0, 2, 3, 3, 3)
                .integers("join", 0, 6, 3, 3)
                .node("Reshape", "a", "x", "split")
                .done()
                .node("Transpose", "b", "a")
                .ints("perm", 0, 2, 1, 3, 4)
                .done()
                .node("Reshape", "y", "b", "join"));

    assertEquals(List.of("Reshape", "Transpose", "Reshape"), operators(graph));
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 13, 18})
  void splitInEqualParts(int opset) {
    ModelBuilder.NodeBuilder split =
        ModelBuilder.opset(opset)
            .input(6, 2, 2)
            .node("Split", "s", List.of("x"), List.of("a", "b", "c"))
            .integer("axis", 1);
    if (opset == 18) {
      split.integer("num_outputs", 3);
    }
    Graph graph =
        same(
            split
                .done()
                .node("Add", "ac", "a", "c")
                .done()
                .node("Concat", "y", "ac", "b")
                .integer("axis", 1));

    assertEquals(List.of("Slice", "Slice", "Slice", "Add", "Concat"), operators(graph));
  }

  @Test
  void splitWithSizesLeavesOutWhatNobodyTakes() {
    Graph graph =
        same(
            ModelBuilder.opset(11)
                .input(6, 2, 2)
                .node("Split", "s", List.of("x"), List.of("a", "b"))
                .integer("axis", 1)
                .ints("split", 4, 2)
                .done()
                .node("Relu", "y", "b"));

    assertEquals(List.of("Slice", "Relu"), operators(graph));
    same(
        ModelBuilder.opset(13)
            .input(6, 2, 2)
            .integers("sizes", 1, 5)
            .node("Split", "s", List.of("x", "sizes"), List.of("a", "b"))
            .integer("axis", -3)
            .done()
            .node("Relu", "y", "b"));
  }

  @Test
  void slices() {
    same(
        ModelBuilder.opset(9)
            .input(4, 5, 6)
            .node("Slice", "y", "x")
            .ints("axes", 1, 3)
            .ints("starts", 1, -4)
            .ints("ends", Long.MAX_VALUE, -1));
    same(
        ModelBuilder.opset(13)
            .input(4, 5, 6)
            .integers("starts", 0, 1)
            .integers("ends", Long.MAX_VALUE, 3)
            .integers("axes", 0, 2)
            .integers("steps", 1, 1)
            .node("Slice", "y", "x", "starts", "ends", "axes", "steps"));
  }

  @Test
  void gatherOfOneIndexAndOfARange() {
    same(
        ModelBuilder.opset(13)
            .input(4, 5)
            .integer("i", -2)
            .node("Gather", "y", "x", "i")
            .integer("axis", 1));
    same(
        ModelBuilder.opset(13)
            .input(4, 5)
            .integers("i", 1, 2, 3)
            .node("Gather", "y", "x", "i")
            .integer("axis", 2));
  }

  @Test
  void squeezeAndUnsqueeze() {
    same(
        ModelBuilder.opset(11)
            .input(3, 1, 4)
            .node("Squeeze", "s", "x")
            .ints("axes", 2)
            .done()
            .node("Unsqueeze", "y", "s")
            .ints("axes", 1, -1));
    same(
        ModelBuilder.opset(13)
            .input(3, 1, 1)
            .integers("axes", 1)
            .node("Squeeze", "s", "x")
            .done()
            .node("Unsqueeze", "y", "s", "axes"));
  }

  @Test
  void residualSums() {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(3, 4, 4)
                .node("Relu", "a", "x")
                .done()
                .node("Sum", "b", "a", "x", "a")
                .done()
                .node("Sub", "c", "b", "a")
                .done()
                .node("Mean", "d", "c", "x")
                .done()
                .node("Neg", "y", "d"));

    assertEquals(Shape.of(3, 4, 4), graph.outputShape());
  }

  @Test
  void broadcastAttributesOfOpsetSix() {
    ModelProto old =
        ModelBuilder.opset(6)
            .input(3, 4, 5)
            .initializer("b", Tensor.vector(1, 2, 3))
            .node("Add", "y", "x", "b")
            .integer("broadcast", 1)
            .integer("axis", 1)
            .done()
            .output("y")
            .build();
    ModelProto now =
        ModelBuilder.opset(13)
            .input(3, 4, 5)
            .initializer("b", Tensor.wrap(Shape.of(3, 1, 1), new float[] {1, 2, 3}))
            .node("Add", "y", "x", "b")
            .done()
            .output("y")
            .build();

    assertEquals(Judge.same(now), Judge.imported(old).graph());
  }

  @Test
  void pads() {
    same(
        ModelBuilder.opset(10)
            .input(2, 3, 4)
            .node("Pad", "y", "x")
            .ints("pads", 0, 1, 0, 2, 0, 0, 3, 0)
            .real("value", 1.5f)
            .text("mode", "constant"));
    same(
        ModelBuilder.opset(18)
            .input(2, 3, 4)
            .integers("pads", 1, 2, 3, 4)
            .integers("axes", -1, 2)
            .node("Pad", "y", "x", "pads", "", "axes"));
  }

  @Test
  void negativePadsCrop() {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(2, 5, 6)
                .integers("pads", 0, 0, -1, 2, 0, 0, 0, -3)
                .node("Pad", "y", "x", "pads"));

    assertEquals(List.of("Slice", "Slice", "Pad"), operators(graph));
  }

  @Test
  void whatDoesNothingIsLeftOut() {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(2, 3, 4)
                .initializer("ratio", Tensor.scalar(0.5f))
                .integers("none", 0, 0, 0, 0, 0, 0, 0, 0)
                .integers("once", 1, 1, 1, 1)
                .node("Identity", "a", "x")
                .done()
                .node("Dropout", "drop", List.of("a", "ratio"), List.of("b", "mask"))
                .done()
                .node("Cast", "c", "b")
                .integer("to", 1)
                .done()
                .node("Pad", "d", "c", "none")
                .done()
                .node("Tile", "e", "d", "once")
                .done()
                .node("Concat", "f", "e")
                .integer("axis", 1)
                .done()
                .node("Relu", "y", "f"));

    assertEquals(List.of("Relu"), operators(graph));
  }

  @Test
  void depthToSpaceAndBack() {
    same(
        ModelBuilder.opset(13)
            .input(8, 3, 3)
            .node("DepthToSpace", "y", "x")
            .integer("blocksize", 2));
    same(
        ModelBuilder.opset(13)
            .input(8, 3, 3)
            .node("DepthToSpace", "y", "x")
            .integer("blocksize", 2)
            .text("mode", "CRD"));
    same(
        ModelBuilder.opset(13)
            .input(2, 4, 6)
            .node("SpaceToDepth", "y", "x")
            .integer("blocksize", 2));
  }

  @Test
  void upsampleInThreeGenerations() {
    for (ModelBuilder.NodeBuilder node :
        List.of(
            ModelBuilder.opset(7)
                .input(2, 3, 4)
                .node("Upsample", "y", "x")
                .reals("scales", 1, 1, 2, 3),
            ModelBuilder.opset(9)
                .input(2, 3, 4)
                .initializer("s", Tensor.vector(1, 1, 2, 3))
                .node("Upsample", "y", "x", "s"),
            ModelBuilder.opset(10)
                .input(2, 3, 4)
                .initializer("s", Tensor.vector(1, 1, 2, 3))
                .node("Resize", "y", "x", "s"))) {
      assertEquals(List.of("Upsample"), operators(same(node.text("mode", "nearest"))));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "asymmetric, floor",
    "half_pixel, round_prefer_floor",
    "half_pixel, round_prefer_ceil",
    "pytorch_half_pixel, round_prefer_floor",
    "tf_half_pixel_for_nn, floor"
  })
  void resizeByWholeFactors(String transformation, String rounding) {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(2, 3, 4)
                .initializer("s", Tensor.vector(1, 1, 2, 3))
                .node("Resize", "y", "x", "", "s")
                .text("mode", "nearest")
                .text("coordinate_transformation_mode", transformation)
                .text("nearest_mode", rounding));

    assertEquals(List.of("Upsample"), operators(graph));
  }

  /** As PyTorch exports {@code interpolate(size=…)}: computed sizes that contain the batch size. */
  @Test
  void resizeToComputedSizes() {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(2, 3, 4)
                .integers("zero", 0)
                .integers("two", 2)
                .integers("hw", 6, 8)
                .node("Shape", "s", "x")
                .done()
                .node("Slice", "nc", "s", "zero", "two")
                .done()
                .node("Concat", "sizes", "nc", "hw")
                .integer("axis", 0)
                .done()
                .node("Resize", "y", "x", "", "", "sizes")
                .text("mode", "nearest")
                .text("coordinate_transformation_mode", "asymmetric")
                .text("nearest_mode", "floor"));

    assertEquals(List.of("Upsample"), operators(graph));
  }

  /** Scales computed through real numbers, as older PyTorch does. */
  @Test
  void resizeToSizesComputedInFloat() {
    Graph graph =
        same(
            ModelBuilder.opset(11)
                .input(2, 3, 4)
                .integer("axis", 2)
                .initializer("two", Tensor.scalar(2))
                .integers("nc", 1, 2)
                .integers("w", 8)
                .initializer("none", Tensor.vector(1))
                .node("Shape", "s", "x")
                .done()
                .node("Gather", "h", "s", "axis")
                .done()
                .node("Cast", "hf", "h")
                .integer("to", 1)
                .done()
                .node("Mul", "h2", "hf", "two")
                .done()
                .node("Floor", "h3", "h2")
                .done()
                .node("Cast", "h4", "h3")
                .integer("to", 7)
                .done()
                .node("Unsqueeze", "h5", "h4")
                .ints("axes", 0)
                .done()
                .node("Shape", "all", "x")
                .done()
                .node("Slice", "first", "all", "zero", "twoi", "zero")
                .done()
                .integers("zero", 0)
                .integers("twoi", 2)
                .node("Concat", "sizes", "first", "h5", "w")
                .integer("axis", 0)
                .done()
                .node("Resize", "y", "x", "none", "empty", "sizes")
                .text("mode", "nearest")
                .text("coordinate_transformation_mode", "asymmetric")
                .text("nearest_mode", "floor")
                .done()
                .initializer(
                    TensorProto.newBuilder().setName("empty").setDataType(1).addDims(0).build())
                .node("Relu", "z", "y")
                .done()
                .node("Identity", "q", "z"),
            "q");

    assertEquals(List.of("Upsample", "Relu"), operators(graph));
  }

  private static Graph same(ModelBuilder.NodeBuilder last, String output) {
    return Judge.same(last.done().output(output).build());
  }

  @Test
  void constantsInAllSpellings() {
    AttributeProto.Builder floats =
        AttributeProto.newBuilder().setName("value_floats").setType(AttributeType.FLOATS);
    floats.addFloats(1).addFloats(2).addFloats(3);
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(3)
                .node("Constant", "a")
                .attribute(floats.build())
                .done()
                .node("Constant", "b")
                .real("value_float", 2)
                .done()
                .node("Constant", "c")
                .ints("value_ints", -1, 3)
                .done()
                .node("Constant", "d")
                .integer("value_int", 1)
                .done()
                .node("Add", "e", "x", "a")
                .done()
                .node("Mul", "f", "e", "b")
                .done()
                .node("Reshape", "g", "f", "c")
                .done()
                .node("Gather", "h", "c", "d")
                .done()
                .node("Relu", "y", "g"));

    assertEquals(List.of("ChannelAffine", "Relu"), operators(graph));
  }

  @Test
  void valuesThatOnlyGiveTheirShapeAreNotComputed() {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(2, 3, 4)
                .node("MaxPool", "m", "x")
                .ints("kernel_shape", 1, 1)
                .done()
                .node("Shape", "s", "m")
                .done()
                .node("Reshape", "r", "x", "s")
                .done()
                .node("Relu", "y", "r"));

    assertEquals(List.of("Relu"), operators(graph));
  }
}
