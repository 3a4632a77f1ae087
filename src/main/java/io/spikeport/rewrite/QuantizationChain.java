package io.spikeport.rewrite;

import io.spikeport.graph.Activation;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Function;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.tensor.Tensor;
import java.util.Optional;

/**
 * A chain of functions of one number, put together: first {@code clip(a·x + b, low, high)}, then,
 * once there was a quantization, {@code c·quantize(that; step, low, high) + d}, low and high then
 * counting steps.
 *
 * @param step 0 before the quantization
 */
record QuantizationChain(
    double a, double b, double low, double high, double step, double c, double d) {

  static final QuantizationChain START =
      new QuantizationChain(1, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 1, 0);

  /** What float32 leaves of factors that cancel. */
  private static final double ROUNDING = 1e-5;

  /** The chain with one function more, if that has this form. */
  Optional<QuantizationChain> then(Op op) {
    if (op instanceof ChannelAffine affine) {
      return affine.scale().isScalar() && affine.shift().isScalar() && affine.scale().get(0) > 0
          ? Optional.of(affine(affine.scale().get(0), affine.shift().get(0)))
          : Optional.empty();
    }
    if (op instanceof Relu) {
      return clip(0, Double.POSITIVE_INFINITY);
    }
    if (op instanceof ClippedRelu relu) {
      return clip(0, relu.maximum());
    }
    if (!(op instanceof Pointwise pointwise)
        || !pointwise.activation().parameters().stream().allMatch(Tensor::isScalar)) {
      return Optional.empty();
    }
    double[] p = pointwise.activation().parameters().stream().mapToDouble(t -> t.get(0)).toArray();
    return switch (pointwise.activation().function()) {
      case CLIP -> clip(p[0], p[1]);
      case QUANTIZE -> quantize(p[0], p[1], p[2]);
      default -> Optional.empty();
    };
  }

  private QuantizationChain affine(double scale, double shift) {
    return step == 0
        ? new QuantizationChain(
            a * scale, b * scale + shift, low * scale + shift, high * scale + shift, 0, 1, 0)
        : new QuantizationChain(a, b, low, high, step, c * scale, d * scale + shift);
  }

  private Optional<QuantizationChain> clip(double least, double most) {
    double from = step == 0 ? least : (least - d) / c / step;
    double to = step == 0 ? most : (most - d) / c / step;
    if (step != 0 && !(isWhole(from) && isWhole(to))) {
      return Optional.empty();
    }
    return Optional.of(
        new QuantizationChain(a, b, within(low, from, to), within(high, from, to), step, c, d));
  }

  private static boolean isWhole(double level) {
    return Double.isInfinite(level) || Math.abs(level - Math.rint(level)) < ROUNDING;
  }

  private static double within(double value, double least, double most) {
    return Math.min(Math.max(value, least), most);
  }

  private Optional<QuantizationChain> quantize(double width, double least, double most) {
    boolean sameGrid = isWhole(d / width) && Math.abs(c * step - width) < ROUNDING * width;
    return step != 0
        ? sameGrid ? clip(least * width, most * width) : Optional.empty()
        : Optional.of(
            new QuantizationChain(
                a,
                b,
                within(Math.rint(low / width), least, most),
                within(Math.rint(high / width), least, most),
                width,
                1,
                0));
  }

  /** b in whole steps, which are levels. */
  private double levels() {
    return Math.rint(b / step);
  }

  /** The rest of b, in units of x. */
  private double offset() {
    double rest = b - levels() * step;
    return Math.abs(rest) < ROUNDING * step ? 0 : rest / a;
  }

  /** The map before the quantization, if any is needed. */
  Optional<ChannelAffine> before() {
    return map(1, offset());
  }

  Activation quantize() {
    return Activation.of(
        Function.QUANTIZE,
        (float) (step / a),
        (float) (Math.rint(low) - levels()),
        (float) (Math.rint(high) - levels()));
  }

  /** The map behind it, likewise. */
  Optional<ChannelAffine> after() {
    double scale = Math.abs(c * a - 1) < ROUNDING ? 1 : c * a;
    double shift = c * levels() * step + d;
    return map(scale, Math.abs(shift) < ROUNDING * step / a * scale ? 0 : shift);
  }

  private static Optional<ChannelAffine> map(double scale, double shift) {
    return scale == 1 && shift == 0
        ? Optional.empty()
        : Optional.of(
            new ChannelAffine(Tensor.scalar((float) scale), Tensor.scalar((float) shift)));
  }
}
