package io.spikeport.onnx.translate;

import static io.spikeport.onnx.translate.LayersTest.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.ModelException;
import io.spikeport.graph.Activation;
import io.spikeport.graph.Function;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Pointwise;
import io.spikeport.onnx.Judge;
import io.spikeport.onnx.ModelBuilder;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quantized networks in QDQ format and QONNX's, against ONNX Runtime. */
class QuantizationTest {

  private static TensorProto integers(String name, DataType type, int[] dims, int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    for (int value : values) {
      tensor.addInt32Data(value);
    }
    return tensor.build();
  }

  private static ModelBuilder start(int opset) {
    return ModelBuilder.opset(opset)
        .input(2, 3, 4)
        .initializer("step", Tensor.scalar(0.125f))
        .initializer("steps", Tensor.vector(0.125f, 0.3f))
        .initializer("other", Tensor.scalar(0.25f))
        .initializer(integers("u8", DataType.UINT8, new int[0], 3))
        .initializer(integers("u8s", DataType.UINT8, new int[] {2}, 3, 128))
        .initializer(integers("i8", DataType.INT8, new int[0], -5))
        .initializer(integers("lowest", DataType.INT8, new int[0], -128));
  }

  private static Activation quantizes(Graph graph) {
    assertEquals(List.of("Quantize"), operators(graph));
    return ((Pointwise) graph.nodes().get(0).op()).activation();
  }

  @ParameterizedTest
  @CsvSource({"10, u8, -3, 252", "13, i8, -123, 132", "21, lowest, 0, 255", "19, '', 0, 255"})
  void aPairIsOneFunction(int opset, String zero, float low, float high) {
    Graph graph =
        Judge.same(
            start(opset)
                .node("QuantizeLinear", "q", "x", "step", zero)
                .done()
                .node("DequantizeLinear", "y", "q", "step", zero)
                .done()
                .output("y")
                .build());
    assertEquals(Activation.of(Function.QUANTIZE, 0.125f, low, high), quantizes(graph));
  }

  /** PyTorch's activations of 7 bits. */
  @Test
  void aClipBetweenSaysThatFewerIntegersAreUsed() {
    Graph graph =
        Judge.same(
            start(13)
                .initializer(integers("least", DataType.UINT8, new int[0], 0))
                .initializer(integers("most", DataType.UINT8, new int[0], 14))
                .node("QuantizeLinear", "q", "x", "step", "u8")
                .done()
                .node("Clip", "c", "q", "least", "most")
                .done()
                .node("DequantizeLinear", "y", "c", "step", "u8")
                .done()
                .output("y")
                .build());
    assertEquals(
        new Pointwise(Activation.of(Function.QUANTIZE, 0.125f, -3, 11)), graph.nodes().get(1).op());
  }

  @Test
  void aPairMayHaveAScaleForEachChannel() {
    Graph graph =
        Judge.same(
            start(13)
                .node("QuantizeLinear", "q", "x", "steps", "u8s")
                .integer("axis", 1)
                .done()
                .node("DequantizeLinear", "y", "q", "steps", "u8s")
                .integer("axis", -3)
                .done()
                .output("y")
                .build());
    assertEquals(2, quantizes(graph).parameters().get(0).size());
  }

  @Test
  void anotherScaleBehindIsAFactor() {
    Judge.same(
        start(13)
            .node("QuantizeLinear", "q", "x", "step", "u8")
            .done()
            .node("DequantizeLinear", "y", "q", "other")
            .done()
            .output("y")
            .build());
  }

  /** Weights of 8 bits per channel and per tensor, biases of 32 bits. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void weightsAreDequantized(int axis) {
    int[] dims = {3, 2, 1, 1};
    int[] zeros = axis == 0 ? new int[] {0, 2, -7} : new int[] {0, 4};
    ModelBuilder builder =
        start(13)
            .initializer(integers("w", DataType.INT8, dims, 1, -2, 3, 127, -128, 5))
            .initializer(
                "ws", axis == 0 ? Tensor.vector(0.1f, 0.02f, 0.3f) : Tensor.vector(0.1f, 0.02f))
            .initializer(integers("wz", DataType.INT8, new int[] {zeros.length}, zeros))
            .initializer(integers("b", DataType.INT32, new int[] {3}, 100000, -3, 7));
    Graph graph =
        Judge.same(
            builder
                .node("DequantizeLinear", "weights", "w", "ws", "wz")
                .integer("axis", axis)
                .done()
                .node("DequantizeLinear", "bias", "b", "step")
                .done()
                .node("Conv", "y", "x", "weights", "bias")
                .done()
                .output("y")
                .build());
    assertEquals(List.of("Conv"), operators(graph));
  }

  /** As PyTorch exports fake quantization: the weights are still real. */
  @Test
  void realWeightsAreQuantizedFirst() {
    Graph graph =
        Judge.same(
            start(13)
                .weights("w", 3, 2, 1, 1)
                .node("QuantizeLinear", "wq", "w", "step", "i8")
                .done()
                .node("DequantizeLinear", "weights", "wq", "step", "i8")
                .done()
                .node("Conv", "y", "x", "weights")
                .done()
                .output("y")
                .build());
    assertEquals(List.of("Conv"), operators(graph));
  }

  private static ModelBuilder qonnx(String domain) {
    return start(13)
        .domain(domain)
        .weights("w", 3, 2, 1, 1)
        .initializer("scales", Tensor.wrap(Shape.of(3, 1, 1, 1), new float[] {0.1f, 0.2f, 0.5f}))
        .initializer("zero", Tensor.scalar(0))
        .initializer("two", Tensor.scalar(2))
        .initializer("bits", Tensor.scalar(4));
  }

  @ParameterizedTest
  @CsvSource({
    "qonnx.custom_op.general, zero, 1, 0, ROUND, -8, 7",
    "qonnx.custom_op.general, zero, 1, 1, ROUND, -7, 7",
    "onnx.brevitas, two, 0, 0, ROUND, -2, 13",
    "onnx.brevitas, zero, 0, 1, FLOOR, 0, 14",
    "finn.custom_op.general, zero, 0, 0, CEIL, 0, 15"
  })
  void quantIsOneFunction(
      String domain, String zero, int signed, int narrow, String rounding, int low, int high) {
    Graph graph =
        Judge.same(
            qonnx(domain)
                .node("Quant", "wq", "w", "scales", "zero", "bits")
                .domain(domain)
                .integer("narrow", 1)
                .done()
                .node("Conv", "c", "x", "wq")
                .done()
                .node("Quant", "y", "c", "step", zero, "bits")
                .domain(domain)
                .integer("signed", signed)
                .integer("narrow", narrow)
                .text("rounding_mode", rounding)
                .done()
                .output("y")
                .build());
    assertEquals(
        new Pointwise(Activation.of(Function.QUANTIZE, 0.125f, low, high)),
        graph.nodes().get(graph.nodes().size() - 1).op());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Floor", "Round", "Ceil"})
  void roundingIsAFunction(String type) {
    Judge.same(start(13).node(type, "y", "x").done().output("y").build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"QLinearConv", "MatMulInteger", "ConvInteger", "DynamicQuantizeLinear"})
  void operatorsOnIntegersAreRefusedWithTheWayOut(String type) {
    ModelBuilder model = start(13).node(type, "y", "x", "x").done().output("y");
    ModelException refused =
        assertThrows(ModelException.class, () -> Judge.imported(model.build()));
    assertTrue(refused.getMessage().contains("QDQ format"), refused.getMessage());
  }

  @Test
  void integersThatNobodyDequantizesAreRefused() {
    ModelBuilder model =
        start(13)
            .node("QuantizeLinear", "q", "x", "step", "u8")
            .done()
            .node("MaxPool", "y", "q")
            .ints("kernel_shape", 1, 1)
            .done()
            .output("y");
    ModelException refused =
        assertThrows(ModelException.class, () -> Judge.imported(model.build()));
    assertTrue(refused.getMessage().contains("without a DequantizeLinear"), refused.getMessage());
  }
}
