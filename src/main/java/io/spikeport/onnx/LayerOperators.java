package io.spikeport.onnx;

import static io.spikeport.onnx.network.Attribute.integer;
import static io.spikeport.onnx.network.Attribute.integers;
import static io.spikeport.onnx.network.Attribute.real;
import static io.spikeport.onnx.network.Attribute.text;
import static io.spikeport.onnx.network.OperatorBuilder.ANY_NUMBER;
import static io.spikeport.onnx.network.OperatorBuilder.operator;

import io.spikeport.graph.Function;
import io.spikeport.onnx.fold.FoldElementwise;
import io.spikeport.onnx.fold.Folds;
import io.spikeport.onnx.network.Attribute;
import io.spikeport.onnx.network.Operator;
import io.spikeport.onnx.network.OperatorBuilder;
import io.spikeport.onnx.network.Translation;
import io.spikeport.onnx.translate.Activations;
import io.spikeport.onnx.translate.Arithmetic;
import io.spikeport.onnx.translate.Layers;
import io.spikeport.onnx.translate.LinearLayers;
import io.spikeport.onnx.translate.Pooling;
import io.spikeport.onnx.translate.Products;
import io.spikeport.onnx.translate.QonnxRange;
import io.spikeport.onnx.translate.Quantization;
import io.spikeport.onnx.translate.TransposedConv;
import java.util.List;

/** Declarations of the operators that a network computes with. */
final class LayerOperators {

  private static final Attribute AUTO_PAD =
      text("auto_pad").only("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER");
  private static final String FUNCTION = "a function of each element";
  private static final String EVAL = "call model.eval() before exporting";
  private static final String RELU = "retrain with ReLU or ReLU6";

  private static final String PER_TENSOR = "quantize activations per tensor, to 8 bits";

  static final List<Operator> ALL =
      List.of(
          operator("QuantizeLinear", Quantization::quantize)
              .inputs(2, 3)
              .since(10)
              .with(
                  integer("axis").since(13),
                  integer("saturate").since(19),
                  integer("block_size").since(21).only("0"),
                  integer("output_dtype").since(21),
                  integer("precision").since(23))
              .becomes("a quantizing function, with the DequantizeLinear behind it")
              .refuses("4 bits, blocks, floats of 8 bits")
              .remedy(PER_TENSOR)
              .foldedBy(Quantization::foldQuantize)
              .declare(),
          operator("DequantizeLinear", Quantization::dequantize)
              .inputs(2, 3)
              .since(10)
              .with(
                  integer("axis").since(13),
                  integer("block_size").since(21).only("0"),
                  integer("output_dtype").since(23))
              .becomes("nothing behind QuantizeLinear; constant weights")
              .refuses("4 bits, blocks, floats of 8 bits, other values")
              .remedy(PER_TENSOR)
              .foldedBy(Quantization::foldDequantize)
              .declare(),
          operator("Quant", Quantization::quant)
              .inputs(4)
              .since(11)
              .with(
                  integer("signed"),
                  integer("narrow"),
                  text("rounding_mode").only(QonnxRange.ROUNDINGS.toArray(String[]::new)))
              .becomes("a quantizing function (QONNX, Brevitas)")
              .refuses("other rounding modes")
              .remedy("export with rounding_mode ROUND")
              .foldedBy(Quantization::foldQuant)
              .declare(),
          operator("Conv", Layers::conv)
              .inputs(2, 3)
              .with(
                  AUTO_PAD,
                  integers("dilations"),
                  integer("group"),
                  integers("kernel_shape"),
                  integers("pads"),
                  integers("strides"))
              .becomes("Conv; with a zero Pad before it; 3-D: of a Take that unfolds two axes")
              .refuses("computed weights")
              .remedy("use convolutions over one to three axes with constant weights")
              .declare(),
          operator("Gemm", LinearLayers::gemm)
              .inputs(2, 3)
              .with(
                  real("alpha"),
                  real("beta"),
                  integer("transA").only("0"),
                  integer("transB"),
                  integer("broadcast").until(7))
              .becomes("Linear")
              .refuses("transA, computed weights")
              .remedy("flatten the samples first and use constant weights")
              .declare(),
          operator("MatMul", LinearLayers::matMul)
              .inputs(2)
              .becomes("Linear with a following Add, or a Conv of kernel 1 over features")
              .refuses("products of two values")
              .remedy("use it with constant weights; attention has no spiking form here")
              .declare(),
          operator("Einsum", Products::einsum)
              .since(12)
              .inputs(1, 2)
              .with(text("equation"))
              .becomes("Linear or a Conv of kernel 1, between Transposes and Reshapes")
              .refuses("products of two values, diagonals, the batch axis")
              .remedy("multiply by constant weights within samples")
              .declare(),
          operator("ConvTranspose", TransposedConv::of)
              .inputs(2, 3)
              .with(
                  AUTO_PAD,
                  integers("dilations"),
                  integer("group"),
                  integers("kernel_shape"),
                  integers("output_padding"),
                  integers("output_shape"),
                  integers("pads"),
                  integers("strides"))
              .becomes("Conv, of a Take that puts zeros in")
              .refuses("computed weights")
              .remedy("use convolutions over one to three axes with constant weights")
              .declare(),
          operator("BatchNormalization", Layers::batchNormalization)
              .inputs(5)
              .outputs(5)
              .with(
                  real("epsilon"),
                  real("momentum"),
                  integer("spatial").until(9).only("1"),
                  integer("is_test").until(7).only("1"),
                  integer("training_mode").since(14).only("0"))
              .refuses("training mode, spatial 0")
              .remedy(EVAL)
              .declare(),
          operator("Relu", Activations::relu).remedy(RELU).declare(),
          operator("Clip", Quantization.clip(Activations::clip))
              .inputs(1, 3)
              .moreInputsSince(11)
              .with(real("min").until(11), real("max").until(11))
              .becomes("Relu, ClippedRelu, or a function of each element")
              .foldedBy(Activations::foldClip)
              .declare(),
          operator("Max", Activations::max)
              .inputs(1, ANY_NUMBER)
              .becomes("Relu, of a value and 0")
              .refuses("several values")
              .remedy(RELU)
              .foldedBy(Folds.MAX)
              .declare(),
          operator("Min", Activations::min)
              .inputs(1, ANY_NUMBER)
              .becomes("ClippedRelu, together with a ReLU before or after it")
              .refuses("several values")
              .remedy(RELU)
              .foldedBy(Folds.MIN)
              .declare(),
          function("LeakyRelu", Function.LEAKY_RELU, List.of("alpha"), 0.01f),
          function("Elu", Function.ELU, List.of("alpha"), 1),
          function(
              "Selu",
              Function.SELU,
              List.of("alpha", "gamma"),
              1.67326319217681884765625f,
              1.05070102214813232421875f),
          function("Celu", Function.CELU, List.of("alpha"), 1),
          function("Sigmoid", Function.SIGMOID, List.of()),
          function("HardSigmoid", Function.HARD_SIGMOID, List.of("alpha", "beta"), 0.2f, 0.5f),
          function("HardSwish", Function.HARD_SWISH, List.of()),
          function("Tanh", Function.TANH, List.of()),
          function("Softplus", Function.SOFTPLUS, List.of()),
          function("Softsign", Function.SOFTSIGN, List.of()),
          function("Mish", Function.MISH, List.of()),
          operator("PRelu", Activations::prelu)
              .inputs(2)
              .becomes(FUNCTION)
              .refuses("slopes that differ within a channel")
              .remedy("use one slope, or one per channel")
              .declare(),
          operator("Gelu", Activations::gelu)
              .with(text("approximate").only("none", "tanh"))
              .becomes(FUNCTION)
              .declare(),
          operator("Abs", Activations::abs)
              .becomes(FUNCTION)
              .foldedBy(FoldElementwise.unary(Math::abs))
              .declare(),
          operator("Softmax", Activations::softmax)
              .with(integer("axis"))
              .refuses("between layers")
              .remedy("keep Softmax for the output")
              .declare(),
          operator("LogSoftmax", Activations::logSoftmax)
              .with(integer("axis"))
              .refuses("between layers")
              .remedy("keep LogSoftmax for the output")
              .declare(),
          operator("MaxPool", Pooling::max)
              .outputs(2)
              .with(
                  AUTO_PAD,
                  integer("ceil_mode").since(10),
                  integers("dilations").since(10),
                  integers("kernel_shape"),
                  integers("pads"),
                  integer("storage_order").since(8),
                  integers("strides"))
              .refuses("a used Indices output, windows of padding only")
              .remedy("use pooling over one to three axes with pads below the kernel's extent")
              .declare(),
          operator("AveragePool", Pooling::average)
              .with(
                  AUTO_PAD,
                  integer("ceil_mode").since(10),
                  integer("count_include_pad").since(7),
                  integers("dilations").since(19),
                  integers("kernel_shape"),
                  integers("pads"),
                  integers("strides"))
              .becomes("AveragePool; with a zero Pad before it")
              .refuses("windows of padding only")
              .remedy("use pooling over one to three axes with pads below the kernel's extent")
              .declare(),
          operator("GlobalAveragePool", Pooling::globalAverage)
              .remedy("use it on values with spatial axes")
              .declare(),
          operator("GlobalMaxPool", Pooling::globalMax)
              .remedy("use it on values with spatial axes")
              .declare(),
          operator("ReduceMean", Pooling::reduceMean)
              .inputs(1, 2)
              .moreInputsSince(18)
              .with(
                  integers("axes").until(18),
                  integer("keepdims"),
                  integer("noop_with_empty_axes").since(18))
              .becomes("GlobalAveragePool, AveragePool over one axis, or AxisLinear")
              .refuses("over the batch")
              .remedy("take means within samples")
              .foldedBy(Folds.REDUCE_MEAN)
              .declare(),
          operator("ReduceSum", Pooling::reduceSum)
              .inputs(1, 2)
              .moreInputsSince(13)
              .with(
                  integers("axes").until(13),
                  integer("keepdims"),
                  integer("noop_with_empty_axes").since(13))
              .becomes("AxisLinear")
              .refuses("over the batch")
              .remedy("take sums within samples")
              .foldedBy(Folds.REDUCE_SUM)
              .declare(),
          operator("ReduceMax", Pooling::reduceMax)
              .inputs(1, 2)
              .moreInputsSince(18)
              .with(
                  integers("axes").until(18),
                  integer("keepdims"),
                  integer("noop_with_empty_axes").since(18))
              .becomes("GlobalMaxPool, or MaxPool over one axis")
              .refuses("over channels or the batch")
              .remedy("take maxima over spatial axes only")
              .foldedBy(Folds.REDUCE_MAX)
              .declare(),
          arithmetic("Add", Arithmetic::add)
              .becomes("Add; of a constant: a bias or ChannelAffine")
              .refuses("values whose shapes do not fit")
              .remedy("add values of one shape, or with axes of extent 1")
              .foldedBy(Folds.ADD)
              .declare(),
          arithmetic("Sub", Arithmetic::sub)
              .becomes("Add; of a constant: a bias or ChannelAffine")
              .refuses("values whose shapes do not fit")
              .remedy("subtract values of one shape, or with axes of extent 1")
              .foldedBy(Folds.SUB)
              .declare(),
          arithmetic("Mul", Arithmetic::mul)
              .becomes("ChannelAffine")
              .refuses("products of two values (squeeze-and-excitation, SiLU, gates)")
              .remedy("train a network without multiplicative gates")
              .foldedBy(Folds.MUL)
              .declare(),
          arithmetic("Div", Arithmetic::div)
              .becomes("ChannelAffine")
              .refuses("a divisor that is not constant")
              .remedy("divide by constants only")
              .foldedBy(Folds.DIV)
              .declare(),
          operator("Neg", Arithmetic::neg)
              .becomes("ChannelAffine")
              .foldedBy(FoldElementwise::negate)
              .declare(),
          operator("Sum", Arithmetic::sumOfMany)
              .inputs(1, ANY_NUMBER)
              .becomes("Add")
              .refuses("values whose shapes do not fit")
              .remedy("add values of one shape, or with axes of extent 1")
              .foldedBy(Folds.ADD)
              .declare(),
          operator("Mean", Arithmetic::mean)
              .inputs(1, ANY_NUMBER)
              .becomes("Add and ChannelAffine")
              .refuses("values whose shapes do not fit")
              .remedy("average values of one shape, or with axes of extent 1")
              .declare());

  private LayerOperators() {}

  private static Operator function(
      String name, Function function, List<String> attributes, float... defaults) {
    return operator(name, Activations.function(function, attributes, defaults))
        .with(attributes.stream().map(Attribute::real).toArray(Attribute[]::new))
        .becomes(FUNCTION)
        .declare();
  }

  private static OperatorBuilder arithmetic(String name, Translation translation) {
    return operator(name, translation)
        .inputs(2)
        .with(integer("axis").until(7), integer("broadcast").until(7));
  }
}
