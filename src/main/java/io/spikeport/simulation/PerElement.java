package io.spikeport.simulation;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A parameter laid out so that the loop over a block of elements reads it like any other array: a
 * scalar is one block of the same value, anything else one value per element of a sample.
 */
final class PerElement {

  static final PerElement ONE = new PerElement(filled(1), true);

  private final float[] values;
  private final boolean scalar;

  private PerElement(float[] values, boolean scalar) {
    this.values = values;
    this.scalar = scalar;
  }

  private static float[] filled(float value) {
    float[] block = new float[RowBuffer.BLOCK];
    Arrays.fill(block, value);
    return block;
  }

  /**
   * @param values a scalar, one value per channel, or one value per element
   * @param sample shape of one sample, channels first
   */
  static PerElement of(Tensor values, Shape sample) {
    if (values.isScalar()) {
      return new PerElement(filled(values.get(0)), true);
    }
    if (values.shape().equals(sample)) {
      return new PerElement(values.toArray(), false);
    }
    int perChannel = sample.stride(0);
    float[] expanded = new float[sample.size()];
    for (int i = 0; i < expanded.length; i++) {
      expanded[i] = values.get(i / perChannel);
    }
    return new PerElement(expanded, false);
  }

  /** Another parameter, computed from this one and rounded to float. */
  PerElement map(DoubleUnaryOperator f) {
    float[] mapped = new float[values.length];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = (float) f.applyAsDouble(values[i]);
    }
    return new PerElement(mapped, scalar);
  }

  /** The array in which the block that starts at {@code element} stands at {@link #offset}. */
  float[] array() {
    return values;
  }

  int offset(int element) {
    return scalar ? 0 : element;
  }

  boolean isScalar() {
    return scalar;
  }

  float get(int element) {
    return values[offset(element)];
  }
}
