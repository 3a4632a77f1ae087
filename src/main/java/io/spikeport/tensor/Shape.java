package io.spikeport.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Extents of a tensor, outermost first; row-major order. Extents are positive and their product
 * fits an {@code int}. The empty shape is that of a scalar.
 */
public final class Shape {

  private static final Shape SCALAR = new Shape();

  private final int[] extents;
  private final int size;

  private Shape(int... extents) {
    long product = 1;
    for (int extent : extents) {
      if (extent <= 0) {
        throw new IllegalArgumentException("extent " + extent + " in " + Arrays.toString(extents));
      }
      product *= extent;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("too many elements in " + Arrays.toString(extents));
      }
    }
    this.extents = extents;
    this.size = (int) product;
  }

  /**
   * @throws IllegalArgumentException if an extent is not positive or the product overflows
   */
  public static Shape of(int... extents) {
    return extents.length == 0 ? SCALAR : new Shape(extents.clone());
  }

  public static Shape of(List<Integer> extents) {
    return of(extents.stream().mapToInt(Integer::intValue).toArray());
  }

  public static Shape scalar() {
    return SCALAR;
  }

  public int rank() {
    return extents.length;
  }

  public int extent(int axis) {
    return extents[axis];
  }

  /** Number of elements. */
  public int size() {
    return size;
  }

  /** Number of elements of one slice along {@code axis}: the product of the extents after it. */
  public int stride(int axis) {
    int stride = 1;
    for (int i = axis + 1; i < extents.length; i++) {
      stride *= extents[i];
    }
    return stride;
  }

  public int[] toArray() {
    return extents.clone();
  }

  public List<Integer> toList() {
    return IntStream.of(extents).boxed().toList();
  }

  /** This shape with another extent along {@code axis}. */
  public Shape with(int axis, int extent) {
    int[] changed = extents.clone();
    changed[axis] = extent;
    return of(changed);
  }

  /** This shape with {@code extent} put before its first axis. */
  public Shape prepend(int extent) {
    int[] longer = new int[extents.length + 1];
    longer[0] = extent;
    System.arraycopy(extents, 0, longer, 1, extents.length);
    return of(longer);
  }

  /** This shape without its first axis. */
  public Shape dropFirst() {
    return of(Arrays.copyOfRange(extents, 1, extents.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(extents, that.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** For example {@code [32, 3, 3]}. */
  @Override
  public String toString() {
    return IntStream.of(extents)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
