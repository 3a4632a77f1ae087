package io.spikeport.onnx;

import static io.spikeport.onnx.translate.LayersTest.operators;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.Graph;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Networks that were trained channels last, as tf2onnx writes them, against ONNX Runtime. */
class ChannelsLastTest {

  private static final long[] TO_FIRST = {0, 3, 1, 2};
  private static final long[] TO_LAST = {0, 2, 3, 1};

  /** An image [H, W, C] = [6, 5, 3]. */
  private static ModelBuilder start() {
    return ModelBuilder.opset(13)
        .input(6, 5, 3)
        .weights("w", 4, 3, 3, 3)
        .weights("v", 4, 4, 3, 3)
        .weights("perChannel", 4)
        .weights("dense", 48, 7)
        .weights("head", 4, 7)
        .weights("b", 7);
  }

  private static ModelBuilder transpose(
      ModelBuilder builder, String output, String input, long... axes) {
    return builder.node("Transpose", output, input).ints("perm", axes).done();
  }

  /** Conv between two transposes, then everything channels last. */
  private static ModelBuilder conv(
      ModelBuilder builder, String output, String input, String weight) {
    transpose(builder, output + "_in", input, TO_FIRST)
        .node("Conv", output + "_conv", output + "_in", weight)
        .ints("pads", output.equals("a") ? new long[] {0, 0, 0, 0} : new long[] {1, 1, 1, 1})
        .done();
    return transpose(builder, output, output + "_conv", TO_LAST);
  }

  private static Graph same(ModelBuilder builder) {
    return Judge.same(builder.output("y").build());
  }

  private static long transposes(Graph graph) {
    return operators(graph).stream().filter("Transpose"::equals).count();
  }

  @Test
  void transposesAroundLayersCancel() {
    ModelBuilder builder = conv(start(), "a", "x", "w");
    builder.node("Add", "b1", "a", "perChannel").done().node("Relu", "r", "b1").done();
    conv(builder, "c", "r", "v")
        .node("Add", "sum", "c", "r")
        .done()
        .node("Relu", "s", "sum")
        .done();
    transpose(builder, "p_in", "s", TO_FIRST)
        .node("MaxPool", "p", "p_in")
        .ints("kernel_shape", 2, 2)
        .done();
    transpose(builder, "q", "p", TO_LAST)
        .node("ReduceMean", "m", "q")
        .ints("axes", 1, 2)
        .integer("keepdims", 0)
        .done()
        .node("MatMul", "l", "m", "head")
        .done()
        .node("Add", "y", "l", "b")
        .done();

    Graph graph = same(builder);

    assertEquals(
        List.of(
            "Conv",
            "Relu",
            "Conv",
            "Add",
            "Relu",
            "MaxPool",
            "GlobalAveragePool",
            "Flatten",
            "Linear"),
        without("ChannelAffine", graph));
    assertEquals(Shape.of(3, 6, 5), graph.input().shape());
  }

  private static List<String> without(String operator, Graph graph) {
    return operators(graph).stream().filter(name -> !name.equals(operator)).toList();
  }

  @Test
  void linearLayerAfterFlattenGetsItsWeightsReordered() {
    ModelBuilder builder = conv(start(), "a", "x", "w");
    builder
        .node("Relu", "r", "a")
        .done()
        .integers("shape", -1, 48)
        .node("Reshape", "f", "r", "shape")
        .done()
        .node("MatMul", "m", "f", "dense")
        .done()
        .node("Add", "y", "m", "b")
        .done();

    assertEquals(List.of("Conv", "Relu", "Flatten", "Linear"), operators(same(builder)));
  }

  /** Batch normalisation of the flattened value has one factor for each feature. */
  @Test
  void constantsAfterFlattenAreReordered() {
    ModelBuilder builder = conv(start(), "a", "x", "w");
    builder
        .positive("scale", 48)
        .weights("shift", 48)
        .node("Flatten", "f", "a")
        .done()
        .node("Mul", "g", "f", "scale")
        .done()
        .node("Add", "h", "g", "shift")
        .done()
        .node("MatMul", "y", "h", "dense")
        .done();

    assertEquals(List.of("Conv", "Flatten", "ChannelAffine", "Linear"), operators(same(builder)));
  }

  @Test
  void neuronsAfterFlattenAreInOnnxOrder() {
    ModelBuilder builder = conv(start(), "a", "x", "w");
    builder
        .node("Flatten", "f", "a")
        .done()
        .node("Relu", "r", "f")
        .done()
        .node("MatMul", "y", "r", "dense")
        .done();

    assertEquals(1, transposes(same(builder)));
  }

  @Test
  void concatenationSlicesAndPadsOnChannelsLast() {
    ModelBuilder builder = conv(start(), "a", "x", "w");
    builder
        .node("Relu", "r", "a")
        .done()
        .node("Concat", "cat", "a", "r")
        .integer("axis", 3)
        .done()
        .node("Split", "split", List.of("cat"), List.of("s1", "s2"))
        .integer("axis", -1)
        .done()
        .node("Add", "t", "s1", "s2")
        .done()
        .integers("pads", 0, 1, 0, 0, 0, 0, 2, 0)
        .node("Pad", "p", "t", "pads")
        .done();
    conv(builder, "z", "p", "v").node("Relu", "y", "z").done();

    assertEquals(1, transposes(same(builder)), "the output alone is channels last");
  }

  @Test
  void softmaxOverTheLastAxisIsOneOverChannels() {
    ModelBuilder builder = conv(start(), "a", "x", "w");
    builder.node("Softmax", "y", "a").integer("axis", -1).done();

    assertEquals(List.of("Conv", "Softmax", "Transpose"), operators(same(builder)));
  }

  /** tf2onnx writes one-dimensional convolutions as two-dimensional ones of height 1. */
  @Test
  void oneDimensionalConvolutionOfHeightOne() {
    ModelBuilder builder =
        ModelBuilder.opset(13)
            .input(7, 3)
            .weights("w", 4, 3, 1, 3)
            .weights("dense", 20, 2)
            .integers("one", 1)
            .integers("shape", -1, 20)
            .node("Unsqueeze", "u", "x", "one")
            .done();
    transpose(builder, "t", "u", TO_FIRST).node("Conv", "c", "t", "w").done();
    transpose(builder, "n", "c", TO_LAST)
        .node("Squeeze", "s", "n", "one")
        .done()
        .node("Relu", "r", "s")
        .done()
        .node("Reshape", "f", "r", "shape")
        .done()
        .node("MatMul", "y", "f", "dense")
        .done();

    same(builder);
  }

  @Test
  void grayImagesAreMerelyReshaped() {
    ModelBuilder builder = ModelBuilder.opset(13).input(6, 5, 1).weights("w", 2, 1, 3, 3);
    transpose(builder, "t", "x", TO_FIRST).node("Conv", "y", "t", "w").done();

    assertEquals(List.of("Conv"), operators(same(builder)));
  }

  @Test
  void preprocessingBeforeTheTransposeStaysPerChannel() {
    ModelBuilder builder = start().weights("mean", 3).positive("std", 1, 1, 1, 3);
    builder.node("Sub", "c", "x", "mean").done().node("Div", "d", "c", "std").done();
    conv(builder, "a", "d", "w").node("Relu", "y", "a").done();

    assertEquals(List.of("ChannelAffine", "Conv", "Relu", "Transpose"), operators(same(builder)));
  }

  @Test
  void openImageExtentsComeFromDataThatHasTheChannelsFirst() {
    ModelBuilder builder =
        ModelBuilder.opset(13)
            .inputNamed(
                "x",
                ModelBuilder.dims("N", 1, 1, 3).toBuilder()
                    .setDim(1, ModelBuilder.dims("h").getDim(0))
                    .setDim(2, ModelBuilder.dims("w").getDim(0))
                    .build())
            .weights("w", 4, 3, 3, 3);
    transpose(builder, "t", "x", TO_FIRST).node("Conv", "y", "t", "w").done().output("y");

    ImportedModel imported =
        Judge.imported(
            builder.build(), new ImportOptions(Optional.empty(), Optional.of(Shape.of(3, 8, 9))));

    assertEquals(Shape.of(3, 8, 9), imported.graph().input().shape());
    assertEquals(Shape.of(4, 6, 7), imported.graph().outputShape());
  }

  /** Calibration reads values from ONNX Runtime and wants them as the graph has them. */
  @Test
  void exposedValuesAreChannelsFirst() {
    ModelBuilder builder = conv(start(), "a", "x", "w");
    builder.node("Relu", "r", "a").done().node("Relu", "unused", "r").done();
    conv(builder, "y", "r", "v").output("y");
    ModelProto proto = builder.build();
    OnnxModel model = Judge.read(proto);
    ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);
    String value = imported.onnxValues().get("r");
    Shape shape = imported.graph().input().shape().prepend(2);
    float[] samples = Judge.samples(shape.size());

    float[] exposed =
        Judge.run(
            RuntimeModel.of(model, imported, List.of(value)).toByteArray(),
            imported.inputName(),
            samples,
            shape,
            value);
    ModelProto ours =
        GraphAsOnnx.of(
            new Graph(imported.graph().input(), imported.graph().nodes().subList(0, 2), "r"));

    float[] expected = Judge.run(ours.toByteArray(), "x", samples, shape, "r");
    assertEquals("Relu", imported.graph().nodes().get(1).op().name());
    Judge.assertClose(expected, exposed);
    assertTrue(exposed.length == 2 * 4 * 4 * 3);
    assertArrayEquals(new int[] {4, 4, 3}, imported.graph().shape("r").toArray());
  }
}
