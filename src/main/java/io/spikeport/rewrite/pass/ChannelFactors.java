package io.spikeport.rewrite.pass;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Op;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;

/**
 * Multiplies the rows (output channels) or columns (input channels) of weights by factors. Products
 * are formed in double precision and rounded once.
 */
final class ChannelFactors {

  private ChannelFactors() {}

  /** Factor of one channel, whether {@code factors} is a scalar or a vector. */
  static double at(Tensor factors, int channel) {
    return factors.isScalar() ? factors.get(0) : factors.get(channel);
  }

  /**
   * {@code y = scale·op(x) + shift} as one operator: {@code W' = scale·W, b' = scale·b + shift}.
   */
  static Op afterOutput(Op op, Tensor scale, Tensor shift) {
    if (op instanceof Conv conv) {
      return new Conv(
          scaleRows(conv.weight(), scale),
          affine(conv.bias(), scale, shift),
          conv.window(),
          conv.groups());
    }
    if (op instanceof Linear linear) {
      return new Linear(scaleRows(linear.weight(), scale), affine(linear.bias(), scale, shift));
    }
    throw new IllegalArgumentException("no weights in " + op.name());
  }

  /** {@code y = op(scale·x)} as one operator: {@code W' = W·scale}, the bias stays. */
  static Op beforeInput(Op op, Tensor scale) {
    if (op instanceof Conv conv) {
      return new Conv(
          scaleColumns(conv.weight(), scale, conv.groups()),
          conv.bias(),
          conv.window(),
          conv.groups());
    }
    if (op instanceof Linear linear) {
      return new Linear(scaleColumns(linear.weight(), scale, 1), linear.bias());
    }
    throw new IllegalArgumentException("no weights in " + op.name());
  }

  private static Tensor scaleRows(Tensor weight, Tensor scale) {
    float[] values = weight.toArray();
    int row = weight.shape().stride(0);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * at(scale, i / row));
    }
    return Tensor.wrap(weight.shape(), values);
  }

  private static Tensor scaleColumns(Tensor weight, Tensor scale, int groups) {
    Shape shape = weight.shape();
    float[] values = weight.toArray();
    int kernel = shape.stride(1);
    int inPerGroup = shape.extent(1);
    int outPerGroup = shape.extent(0) / groups;
    for (int out = 0; out < shape.extent(0); out++) {
      int firstIn = out / outPerGroup * inPerGroup;
      for (int in = 0; in < inPerGroup; in++) {
        double factor = at(scale, firstIn + in);
        int start = (out * inPerGroup + in) * kernel;
        for (int k = start; k < start + kernel; k++) {
          values[k] = (float) (values[k] * factor);
        }
      }
    }
    return Tensor.wrap(shape, values);
  }

  private static Tensor affine(Tensor bias, Tensor scale, Tensor shift) {
    float[] values = bias.toArray();
    for (int c = 0; c < values.length; c++) {
      values[c] = (float) (values[c] * at(scale, c) + at(shift, c));
    }
    return Tensor.wrap(bias.shape(), values);
  }
}
