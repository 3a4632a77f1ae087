package io.spikeport.onnx.translate;

import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Function;
import io.spikeport.graph.Pointwise;
import io.spikeport.onnx.fold.Broadcast;
import io.spikeport.onnx.fold.FoldElementwise;
import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Translation;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.Value.Quantized;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Quantized networks as ONNX spells them: QuantizeLinear and DequantizeLinear, and QONNX's Quant.
 * Weights are dequantized exactly; a quantized activation becomes one function of real numbers.
 */
public final class Quantization {

  private static final String PAIRS = "expected a QuantizeLinear before it, found ";

  /** All numbers of float32 beyond this are whole. */
  private static final float WHOLE = 1 << 23;

  private Quantization() {}

  /** QuantizeLinear of a value: the graph gets what the DequantizeLinear behind it yields. */
  public static List<Value> quantize(OnnxNode node, GraphBuilder builder) {
    Range range = Range.of(node);
    Activation input = straight(node, builder);
    Tensor zero = node.has(2) ? perChannel(node, 2, input) : Tensor.scalar(0);
    Tensor step = perChannel(node, 1, input);
    Tensor low = map(zero, z -> range.low() - z);
    Tensor high = map(zero, z -> range.high() - z);
    return List.of(new Quantized(quantized(node, builder, input, step, low, high), step, zero));
  }

  private static Activation quantized(
      OnnxNode node, GraphBuilder builder, Activation input, Tensor step, Tensor low, Tensor high) {
    return builder.addElementwise(
        node,
        node.fitting(
            () ->
                new Pointwise(
                    new io.spikeport.graph.Activation(
                        Function.QUANTIZE, List.of(step, low, high)))),
        input);
  }

  private static Activation straight(OnnxNode node, GraphBuilder builder) {
    Activation input = node.anyActivation(0);
    return input.layout().flat() ? builder.straight(node, input) : input;
  }

  /** DequantizeLinear: nothing more to do, unless it says another scale than QuantizeLinear. */
  public static List<Value> dequantize(OnnxNode node, GraphBuilder builder) {
    if (!(node.input(0) instanceof Quantized quantized)) {
      throw node.refuse(PAIRS + node.input(0));
    }
    Activation value = quantized.value();
    Tensor step = perChannel(node, 1, value);
    Tensor zero = node.has(2) ? perChannel(node, 2, value) : Tensor.scalar(0);
    if (step.equals(quantized.step()) && zero.equals(quantized.zero())) {
      return List.of(value);
    }
    if (step.size() + zero.size() + quantized.step().size() + quantized.zero().size() > 4) {
      throw node.refuse("expected the scale and zero point of the QuantizeLinear before it");
    }
    float shift = step.get(0) * (quantized.zero().get(0) - zero.get(0));
    float scale = step.get(0) / quantized.step().get(0);
    return List.of(
        builder.addElementwise(
            node, new ChannelAffine(Tensor.scalar(scale), Tensor.scalar(shift)), value));
  }

  /**
   * Clip between the two, by which PyTorch says that fewer integers are used; or of real numbers.
   */
  public static Translation clip(Translation ofReals) {
    return (node, builder) -> {
      if (!(node.input(0) instanceof Quantized quantized)) {
        return ofReals.translate(node, builder);
      }
      float least = node.has(1) ? node.number(1) : -WHOLE;
      float most = node.has(2) ? node.number(2) : WHOLE;
      Tensor low = map(quantized.zero(), z -> least - z);
      Tensor high = map(quantized.zero(), z -> most - z);
      Activation value = quantized(node, builder, quantized.value(), quantized.step(), low, high);
      return List.of(new Quantized(value, quantized.step(), quantized.zero()));
    };
  }

  /** A parameter of the quantization of a value: one number, or one per channel. */
  private static Tensor perChannel(OnnxNode node, int index, Activation value) {
    Tensor values = node.parameter(index);
    if (values.size() == 1) {
      return Tensor.scalar(values.get(0));
    }
    int axis = node.sampleAxis(node.integer("axis", 1), value);
    if (values.shape().rank() != 1 || value.layout().storedAxis(axis) != 1) {
      throw node.refuse(
          "expected one number, or one per channel, as input "
              + index
              + ", found "
              + node.constant(index));
    }
    return values;
  }

  public static List<Value> foldQuantize(OnnxNode node, GraphBuilder builder) {
    Range range = Range.of(node);
    float[] values = FoldElementwise.reals(node, node.constant(0)).clone();
    float[] steps = perElement(node, builder, 1, 1);
    float[] zeros = perElement(node, builder, 2, 0);
    for (int i = 0; i < values.length; i++) {
      double level = Math.rint(values[i] / steps[i]) + zeros[i];
      values[i] = (float) Math.min(Math.max(level, range.low()), range.high());
    }
    return List.of(Constant.reals(node.constant(0).dims(), values));
  }

  /** {@code (q − zero point)·scale}, as ONNX Runtime rounds it. */
  public static List<Value> foldDequantize(OnnxNode node, GraphBuilder builder) {
    float[] values = FoldElementwise.reals(node, node.constant(0)).clone();
    float[] steps = perElement(node, builder, 1, 1);
    float[] zeros = perElement(node, builder, 2, 0);
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] - zeros[i]) * steps[i];
    }
    return List.of(Constant.reals(node.constant(0).dims(), values));
  }

  /** A parameter for each element of input 0: one number, or one per extent of an axis. */
  private static float[] perElement(
      OnnxNode node, GraphBuilder builder, int index, float otherwise) {
    Constant values = node.constant(0);
    builder.spend(node, values.size());
    float[] all = new float[values.size()];
    if (!node.has(index)) {
      Arrays.fill(all, otherwise);
      return all;
    }
    Constant parameter = node.constant(index);
    int[] from = new int[values.rank()];
    Arrays.fill(from, 1);
    if (parameter.size() != 1) {
      int axis = node.axis(node.integer("axis", 1), values.rank());
      if (parameter.rank() != 1 || parameter.size() != values.dims()[axis]) {
        throw node.refuse("expected a scale for each of axis " + axis + ", found " + parameter);
      }
      from[axis] = parameter.size();
    }
    int[] positions = Broadcast.positions(from, values.dims());
    for (int i = 0; i < all.length; i++) {
      all[i] = parameter.values()[positions[i]];
    }
    return all;
  }

  /** QONNX's Quant of a value; Brevitas exports it, too. */
  public static List<Value> quant(OnnxNode node, GraphBuilder builder) {
    Activation input = straight(node, builder);
    QonnxRange range = QonnxRange.of(node);
    Tensor step = ofChannels(node, 1, input);
    Tensor zero = ofChannels(node, 2, input);
    double shift = range.shift();
    Activation shifted =
        shift == 0 ? input : shifted(node, builder, input, map(step, s -> s * shift));
    Tensor low = map(zero, z -> range.low() - z);
    Tensor high = map(zero, z -> range.high() - z);
    return List.of(quantized(node, builder, shifted, step, low, high));
  }

  private static Activation shifted(
      OnnxNode node, GraphBuilder builder, Activation input, Tensor offset) {
    ChannelAffine op = new ChannelAffine(Tensor.scalar(1), offset);
    Activation sum = builder.addBeside(node, "shifted", op, builder.stored(input.node()));
    return new Activation(sum.node(), input.layout(), input.bare());
  }

  /** Rounding to whole numbers: down (−½), to the nearest (0) or up (½). */
  public static Translation rounding(float shift) {
    return (node, builder) -> {
      Activation input = straight(node, builder);
      Activation shifted = shift == 0 ? input : shifted(node, builder, input, Tensor.scalar(shift));
      Tensor most = Tensor.scalar(WHOLE);
      return List.of(quantized(node, builder, shifted, Tensor.scalar(1), map(most, x -> -x), most));
    };
  }

  /** One number, or one per channel, of a constant that is broadcast to a value. */
  private static Tensor ofChannels(OnnxNode node, int index, Activation value) {
    Tensor values = node.parameter(index);
    if (values.size() == 1) {
      return Tensor.scalar(values.get(0));
    }
    int offset = value.rank() - values.shape().rank();
    for (int axis = 0; axis < values.shape().rank(); axis++) {
      boolean isChannels =
          offset + axis > 0
              && values.shape().extent(axis) == values.size()
              && value.layout().storedAxis(offset + axis) == 1;
      if (isChannels) {
        return Tensor.vector(values.toArray());
      }
    }
    throw node.refuse(
        "expected one number, or one per channel, as input "
            + index
            + ", found "
            + node.constant(index));
  }

  public static List<Value> foldQuant(OnnxNode node, GraphBuilder builder) {
    QonnxRange range = QonnxRange.of(node);
    Constant values = node.constant(0);
    builder.spend(node, values.size());
    int[] steps = broadcast(node, values, 1);
    int[] zeros = broadcast(node, values, 2);
    float[] results = new float[values.size()];
    for (int i = 0; i < results.length; i++) {
      float step = node.constant(1).values()[steps[i]];
      float zero = node.constant(2).values()[zeros[i]];
      double level = (double) (values.values()[i] / step) + zero;
      double clipped = Math.min(Math.max(level, range.low()), range.high());
      results[i] = (float) ((range.rounded(clipped) - zero) * step);
    }
    return List.of(Constant.reals(values.dims(), results));
  }

  private static int[] broadcast(OnnxNode node, Constant values, int index) {
    int[] dims = FoldElementwise.broadcast(node, values.dims(), node.constant(index).dims());
    if (!Arrays.equals(dims, values.dims())) {
      throw node.refuse("expected a constant that fits " + values + ", found " + node.input(index));
    }
    return Broadcast.positions(
        FoldElementwise.padded(node.constant(index).dims(), dims.length), dims);
  }

  private static Tensor map(Tensor values, DoubleUnaryOperator function) {
    float[] mapped = values.toArray();
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = (float) function.applyAsDouble(mapped[i]);
    }
    return Tensor.wrap(values.shape(), mapped);
  }

  /** The integers that QuantizeLinear's output can hold. */
  private record Range(int low, int high) {

    static Range of(OnnxNode node) {
      int code = node.integer("output_dtype", 0);
      ElementType type =
          code != 0
              ? ElementType.of(code).orElseThrow(() -> refused(node, ElementType.name(code)))
              : node.has(2) ? node.constant(2).type().orElse(ElementType.UINT8) : ElementType.UINT8;
      return switch (type) {
        case UINT8 -> new Range(0, 255);
        case INT8 -> new Range(-128, 127);
        case UINT16 -> new Range(0, 65535);
        case INT16 -> new Range(-32768, 32767);
        default -> throw refused(node, type.name());
      };
    }

    private static RuntimeException refused(OnnxNode node, String type) {
      return node.refuse("expected integers of 8 or 16 bits, found " + type);
    }
  }
}
