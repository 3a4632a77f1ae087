package io.spikeport.onnx.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.Judge;
import io.spikeport.onnx.ModelBuilder;
import io.spikeport.onnx.model.TensorProtosTest;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions, linear layers and batch normalisations, against ONNX Runtime. */
public class LayersTest {

  public static List<String> operators(Graph graph) {
    return graph.nodes().stream().map(node -> node.op().name()).toList();
  }

  @Test
  void convolutionWithEverything() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(4, 9, 10)
                .weights("w", 6, 2, 3, 2)
                .weights("b", 6)
                .node("Conv", "y", "x", "w", "b")
                .ints("kernel_shape", 3, 2)
                .ints("strides", 2, 1)
                .ints("dilations", 1, 2)
                .ints("pads", 1, 0, 2, 3)
                .integer("group", 2)
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Conv"), operators(graph));
  }

  @Test
  void convolutionWithNothing() {
    Judge.same(
        ModelBuilder.opset(7)
            .input(3, 5, 5)
            .weights("w", 4, 3, 3, 3)
            .node("Conv", "y", "x", "w")
            .done()
            .output("y")
            .build());
  }

  @Test
  void depthwiseAndOneDimensionalConvolution() {
    Judge.same(
        ModelBuilder.opset(22)
            .input(4, 20)
            .weights("w", 8, 1, 5)
            .node("Conv", "y", "x", "w")
            .integer("group", 4)
            .ints("strides", 3)
            .ints("pads", 1, 2)
            .done()
            .output("y")
            .build());
  }

  @ParameterizedTest
  @CsvSource({
    "SAME_UPPER, 1, 1, 7",
    "SAME_UPPER, 2, 1, 8",
    "SAME_LOWER, 2, 1, 8",
    "SAME_LOWER, 3, 1, 8",
    "VALID, 2, 1, 8",
    "NOTSET, 2, 1, 8"
  })
  void automaticPads(String autoPad, int stride, int dilation, int side) {
    Judge.same(
        ModelBuilder.opset(13)
            .input(2, side, side + 1)
            .weights("w", 3, 2, 4, 3)
            .node("Conv", "y", "x", "w")
            .text("auto_pad", autoPad)
            .ints("strides", stride, stride)
            .ints("dilations", dilation, dilation)
            .done()
            .output("y")
            .build());
  }

  @Test
  void padBeforeConvolutionBecomesItsOwn() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(2, 5, 6)
                .weights("w", 3, 2, 3, 3)
                .integers("pads", 0, 0, 1, 0, 0, 0, 2, 3)
                .node("Pad", "p", "x", "pads")
                .done()
                .node("Conv", "y", "p", "w")
                .ints("pads", 1, 0, 0, 1)
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Conv"), operators(graph));
    Conv conv = (Conv) graph.nodes().get(0).op();
    assertEquals(List.of(2, 0), conv.window().padsBegin());
    assertEquals(List.of(2, 4), conv.window().padsEnd());
  }

  @Test
  void padWithAnotherValueStaysAPad() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(2, 5, 6)
                .weights("w", 3, 2, 3, 3)
                .integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                .initializer("v", Tensor.scalar(2.5f))
                .node("Pad", "p", "x", "pads", "v")
                .done()
                .node("Conv", "y", "p", "w")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Pad", "Conv"), operators(graph));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 1, 1", "0, 0.5, 2", "1, 2, 0.25"})
  void gemm(int transB, float alpha, float beta) {
    ModelBuilder builder = ModelBuilder.opset(13).input(5);
    (transB == 0 ? builder.weights("w", 5, 3) : builder.weights("w", 3, 5))
        .weights("b", 3)
        .node("Gemm", "y", "x", "w", "b")
        .integer("transB", transB)
        .real("alpha", alpha)
        .real("beta", beta)
        .done()
        .output("y");

    Judge.same(builder.build());
  }

  @Test
  void gemmWithoutBiasAndWithOneForAll() {
    Judge.same(
        ModelBuilder.opset(11)
            .input(5)
            .weights("w", 5, 4)
            .weights("v", 4, 3)
            .weights("b", 1, 1)
            .node("Gemm", "h", "x", "w")
            .done()
            .node("Gemm", "y", "h", "v", "b")
            .done()
            .output("y")
            .build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void matMulWithAddIsOneLayer(boolean biasFirst) {
    ModelBuilder builder =
        ModelBuilder.opset(13)
            .input(5)
            .weights("w", 5, 3)
            .weights("b", 3)
            .node("MatMul", "m", "x", "w")
            .done();
    (biasFirst ? builder.node("Add", "y", "b", "m") : builder.node("Add", "y", "m", "b"))
        .done()
        .output("y");

    ImportedModel imported = Judge.imported(builder.build());
    Judge.same(builder.build());

    assertEquals(List.of("Linear"), operators(imported.graph()));
    assertEquals("y", imported.onnxValues().get("m"));
  }

  @Test
  void biasIsNotFoldedIntoALayerThatOthersRead() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(5)
                .weights("w", 5, 3)
                .weights("b", 3)
                .node("MatMul", "m", "x", "w")
                .done()
                .node("Add", "a", "m", "b")
                .done()
                .node("Add", "y", "a", "m")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Linear", "ChannelAffine", "Add"), operators(graph));
  }

  @Test
  void weightsBehindTransposeReshapeAndIdentity() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(6)
                .weights("w", 4, 2, 3)
                .weights("b", 1, 4)
                .integers("shape", 4, -1)
                .node("Reshape", "r", "w", "shape")
                .done()
                .node("Transpose", "t", "r")
                .ints("perm", 1, 0)
                .done()
                .node("Identity", "c", "b")
                .done()
                .node("MatMul", "m", "x", "t")
                .done()
                .node("Add", "y", "m", "c")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Linear"), operators(graph));
  }

  @Test
  void matMulOnTheLastAxisIsAConvolution() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(4, 3, 5)
                .weights("w", 5, 2)
                .node("MatMul", "y", "x", "w")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Transpose", "Conv", "Transpose"), operators(graph));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 9, 14, 15})
  void batchNormalizationAlone(int opset) {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(opset)
                .input(3, 4, 5)
                .positive("scale", 3)
                .weights("bias", 3)
                .weights("mean", 3)
                .positive("variance", 3)
                .node("BatchNormalization", "y", "x", "scale", "bias", "mean", "variance")
                .real("epsilon", 0.01f)
                .real("momentum", 0.9f)
                .done()
                .output("y")
                .build());

    assertEquals(List.of("BatchNormalization"), operators(graph));
  }

  @Test
  void batchNormalizationOfFlatSamples() {
    Judge.same(
        ModelBuilder.opset(13)
            .input(5)
            .weights("w", 5, 3)
            .positive("scale", 3)
            .weights("bias", 3)
            .weights("mean", 3)
            .positive("variance", 3)
            .node("MatMul", "m", "x", "w")
            .done()
            .node("BatchNormalization", "y", "m", "scale", "bias", "mean", "variance")
            .done()
            .output("y")
            .build());
  }

  /** As Caffe2's exporter writes it: Mul and Add with constants that get their axes first. */
  @Test
  void batchNormalizationSpelledAsMulAndAdd() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(9)
                .input(2, 5, 5)
                .weights("w", 3, 2, 3, 3)
                .weights("s", 3)
                .weights("h", 3)
                .node("Conv", "c", "x", "w")
                .done()
                .node("Unsqueeze", "s2", "s")
                .ints("axes", 1, 2)
                .done()
                .node("Unsqueeze", "h2", "h")
                .ints("axes", 1, 2)
                .done()
                .node("Mul", "m", "c", "s2")
                .done()
                .node("Add", "a", "m", "h2")
                .done()
                .node("Relu", "y", "a")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Conv", "ChannelAffine", "Relu"), operators(graph));
  }

  /** As frameworks without the operator compute it from its statistics. */
  @Test
  void batchNormalizationSpelledWithItsStatistics() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(3, 4, 4)
                .positive("variance", 3, 1, 1)
                .weights("mean", 3, 1, 1)
                .positive("gamma", 3, 1, 1)
                .weights("beta", 3, 1, 1)
                .initializer("eps", Tensor.scalar(1e-3f))
                .node("Add", "ve", "variance", "eps")
                .done()
                .node("Sqrt", "std", "ve")
                .done()
                .node("Sub", "centred", "x", "mean")
                .done()
                .node("Div", "normal", "centred", "std")
                .done()
                .node("Mul", "scaled", "normal", "gamma")
                .done()
                .node("Add", "y", "scaled", "beta")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("ChannelAffine"), operators(graph));
  }

  @Test
  void constantSumAfterConvolutionIsItsBias() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(2, 5, 5)
                .weights("w", 3, 2, 3, 3)
                .weights("b", 1, 3, 1, 1)
                .node("Conv", "c", "x", "w")
                .done()
                .node("Add", "y", "b", "c")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Conv"), operators(graph));
  }

  @Test
  void preprocessingInsideTheGraphIsOneAffine() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(3, 5, 5)
                .initializer("by", Tensor.scalar(1 / 255f))
                .weights("mean", 1, 3, 1, 1)
                .positive("std", 1, 3, 1, 1)
                .weights("w", 2, 3, 3, 3)
                .node("Mul", "u", "x", "by")
                .done()
                .node("Sub", "c", "u", "mean")
                .done()
                .node("Div", "n", "c", "std")
                .done()
                .node("Conv", "y", "n", "w")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("ChannelAffine", "Conv"), operators(graph));
  }

  @Test
  void meanImageIsSubtractedElementByElement() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(3, 4, 5)
                .weights("image", 3, 4, 5)
                .node("Sub", "y", "x", "image")
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Flatten", "ChannelAffine", "Reshape"), operators(graph));
  }

  @Test
  void weightsInOtherElementTypesAreWidened() {
    Linear linear =
        (Linear)
            Judge.imported(
                    ModelBuilder.opset(13)
                        .input(2)
                        .initializer(TensorProtosTest.float16("w", new int[] {2, 1}, 1.5f, -2))
                        .node("MatMul", "y", "x", "w")
                        .done()
                        .output("y")
                        .build())
                .graph()
                .nodes()
                .get(0)
                .op();

    assertEquals(Tensor.wrap(Shape.of(1, 2), new float[] {1.5f, -2}), linear.weight());
  }
}
