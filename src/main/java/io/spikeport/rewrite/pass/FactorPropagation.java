package io.spikeport.rewrite.pass;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.AxisLinear;
import io.spikeport.graph.Delay;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Take;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Optional;

/**
 * Moves a positive factor across an operator with one input that is positively homogeneous: {@code
 * op(f·x) = f'·op(x)}. Exact, since such operators select, average or move values within a channel.
 */
final class FactorPropagation {

  private FactorPropagation() {}

  /** f' of {@code op(f·x) = f'·op(x)}, or nothing if there is none. */
  static Optional<Tensor> forward(Op op, Tensor factor, Shape input) {
    if (!homogeneous(op)) {
      return Optional.empty();
    }
    if (factor.isScalar() || keepsChannels(op)) {
      return Optional.of(factor);
    }
    if (op instanceof Flatten) {
      return Optional.of(repeat(factor, input.stride(0)));
    }
    if (op instanceof Slice slice) {
      return Optional.of(slice.axis() == 1 ? part(factor, slice.start(), slice.end()) : factor);
    }
    return Optional.empty();
  }

  /** f of {@code op(f·x) = f'·op(x)}, given f', or nothing if there is none. */
  static Optional<Tensor> backward(Op op, Tensor factor) {
    boolean possible = homogeneous(op) && (factor.isScalar() || keepsChannels(op));
    return possible ? Optional.of(factor) : Optional.empty();
  }

  private static boolean homogeneous(Op op) {
    return keepsChannels(op)
        || op instanceof Flatten
        || op instanceof Slice
        || op instanceof Take
        || op instanceof AxisLinear
        || op instanceof Reshape
        || op instanceof Transpose;
  }

  private static boolean keepsChannels(Op op) {
    return op instanceof MaxPool
        || op instanceof GatedMaxPool
        || op instanceof InhibitedMaxPool
        || op instanceof AveragePool
        || op instanceof GlobalAveragePool
        || op instanceof GlobalMaxPool
        || op instanceof Delay
        || op instanceof Relu
        || op instanceof Upsample
        || (op instanceof Take take && take.axis() != 1)
        || (op instanceof AxisLinear sums && sums.axis() != 1)
        || (op instanceof Pad pad
            && pad.value() == 0
            && pad.begin().get(0) == 0
            && pad.end().get(0) == 0);
  }

  private static Tensor repeat(Tensor factor, int times) {
    float[] values = new float[factor.size() * times];
    for (int i = 0; i < values.length; i++) {
      values[i] = factor.get(i / times);
    }
    return Tensor.wrap(Shape.of(values.length), values);
  }

  static Tensor part(Tensor factor, int start, int end) {
    return Tensor.wrap(
        Shape.of(end - start), java.util.Arrays.copyOfRange(factor.toArray(), start, end));
  }

  /** Product of two factors, each a scalar or a vector per channel; rounded once. */
  static Tensor product(Tensor a, Tensor b) {
    if (a.isScalar() && b.isScalar()) {
      return Tensor.scalar(a.get(0) * b.get(0));
    }
    Tensor vector = a.isScalar() ? b : a;
    float[] values = new float[vector.size()];
    for (int c = 0; c < values.length; c++) {
      values[c] = (float) (ChannelFactors.at(a, c) * ChannelFactors.at(b, c));
    }
    return Tensor.wrap(vector.shape(), values);
  }

  static boolean isOne(Tensor factor) {
    for (int i = 0; i < factor.size(); i++) {
      if (factor.get(i) != 1) {
        return false;
      }
    }
    return true;
  }
}
