package io.spikeport.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Immutable float32 tensor in row-major order. It wraps its array; nobody else may keep it. */
public final class Tensor {

  private final Shape shape;
  private final float[] values;

  private Tensor(Shape shape, float[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(values.length + " values for shape " + shape);
    }
    this.shape = shape;
    this.values = values;
  }

  /** Wraps {@code values} without copying; the caller hands the array over and must not keep it. */
  public static Tensor wrap(Shape shape, float[] values) {
    return new Tensor(shape, values);
  }

  public static Tensor scalar(float value) {
    return new Tensor(Shape.scalar(), new float[] {value});
  }

  public static Tensor vector(float... values) {
    return new Tensor(Shape.of(values.length), values.clone());
  }

  /** A tensor of one value everywhere. */
  public static Tensor filled(Shape shape, float value) {
    float[] values = new float[shape.size()];
    Arrays.fill(values, value);
    return new Tensor(shape, values);
  }

  public Shape shape() {
    return shape;
  }

  public int size() {
    return values.length;
  }

  /** Value at a position in row-major order. */
  public float get(int index) {
    return values[index];
  }

  public boolean isScalar() {
    return shape.rank() == 0;
  }

  /** A copy of the values, row-major. */
  public float[] toArray() {
    return values.clone();
  }

  /** A read-only view of the values, row-major; no copy. */
  public FloatBuffer buffer() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }

  /** The same values in another shape of the same size; no copy. */
  public Tensor reshape(Shape other) {
    return new Tensor(other, values);
  }

  /** Position of the first value that is NaN or infinite, or −1. */
  public int firstNonFinite() {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Equal shapes and bitwise equal values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return values.length <= 4 ? Arrays.toString(values) + shape : "Tensor" + shape;
  }
}
