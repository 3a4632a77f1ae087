package io.spikeport.simulation.kernel;

import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A parameter cut into blocks of {@link RowBuffer#BLOCK} values as samples are stored, so that the
 * loop over a block reads it like any other array. All blocks of a scalar are one.
 */
public final class PerElement {

  public static final PerElement ONE = filled(1);

  private final float[][] blocks;
  private final boolean scalar;

  private PerElement(float[][] blocks, boolean scalar) {
    this.blocks = blocks;
    this.scalar = scalar;
  }

  private static PerElement filled(float value) {
    float[] block = new float[RowBuffer.BLOCK];
    Arrays.fill(block, value);
    return new PerElement(new float[][] {block}, true);
  }

  /**
   * @param values a scalar, one value per channel, or one value per element of a sample
   * @param sample shape of one sample, channels first
   */
  public static PerElement of(Tensor values, Shape sample) {
    if (values.isScalar()) {
      return filled(values.get(0));
    }
    SampleLayout layout = SampleLayout.of(sample);
    if (values.shape().equals(sample)) {
      return new PerElement(cut(layout.toStored(values.toArray())), false);
    }
    float[] expanded = Arrays.copyOf(values.toArray(), sample.size());
    for (int done = values.size(); done < expanded.length; done *= 2) {
      System.arraycopy(expanded, 0, expanded, done, Math.min(done, expanded.length - done));
    }
    return new PerElement(cut(expanded), false);
  }

  private static float[][] cut(float[] values) {
    int count = (values.length + RowBuffer.BLOCK - 1) / RowBuffer.BLOCK;
    float[][] blocks = new float[count][];
    for (int i = 0; i < count; i++) {
      int start = i * RowBuffer.BLOCK;
      blocks[i] = Arrays.copyOfRange(values, start, start + RowBuffer.BLOCK);
    }
    return blocks;
  }

  /** Another parameter, computed from this one and rounded to float. */
  public PerElement map(DoubleUnaryOperator f) {
    float[][] mapped = new float[blocks.length][RowBuffer.BLOCK];
    for (int b = 0; b < blocks.length; b++) {
      for (int i = 0; i < RowBuffer.BLOCK; i++) {
        mapped[b][i] = (float) f.applyAsDouble(blocks[b][i]);
      }
    }
    return new PerElement(mapped, scalar);
  }

  /** The product with another parameter. */
  public PerElement times(PerElement other) {
    float[][] products = new float[Math.max(blocks.length, other.blocks.length)][RowBuffer.BLOCK];
    for (int b = 0; b < products.length; b++) {
      multiply(block(b), other.block(b), products[b]);
    }
    return new PerElement(products, scalar && other.scalar);
  }

  private static void multiply(float[] a, float[] b, float[] product) {
    for (int i = 0; i < product.length; i++) {
      product[i] = a[i] * b[i];
    }
  }

  /** The values that belong to a block of elements. */
  public float[] block(int index) {
    return blocks[scalar ? 0 : index];
  }

  public boolean isScalar() {
    return scalar;
  }
}
