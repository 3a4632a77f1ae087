package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.stream.IntStream;

/** Samples whose elements are seen in another shape or order. */
final class Rearranged extends DatasetView {

  private final Shape shape;
  private final int[] positions;

  /** The same elements in the same order. */
  Rearranged(Dataset data, Shape shape) {
    this(data, shape, new int[0]);
  }

  private Rearranged(Dataset data, Shape shape, int[] positions) {
    super(data);
    this.shape = shape;
    this.positions = positions;
  }

  /** From {@code […, C]} to {@code [C, …]}. */
  static Rearranged channelsFirst(Dataset data, Shape stored) {
    int rank = stored.rank();
    int channels = stored.extent(rank - 1);
    return new Rearranged(
        data,
        Shape.of(stored.toList().subList(0, rank - 1)).prepend(channels),
        transposed(stored.size() / channels, channels));
  }

  /** From {@code [C, …]} to {@code […, C]}. */
  static Rearranged channelsLast(Dataset data, Shape stored) {
    int[] extents = new int[stored.rank()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = stored.extent((axis + 1) % extents.length);
    }
    int channels = stored.extent(0);
    return new Rearranged(data, Shape.of(extents), transposed(channels, stored.size() / channels));
  }

  /** For each element of a transposed matrix its position in the matrix. */
  private static int[] transposed(int rows, int columns) {
    int[] positions = new int[rows * columns];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i % rows * columns + i / rows;
    }
    return positions;
  }

  /** Whether the elements come in the same order. */
  boolean keepsOrder() {
    return IntStream.range(0, positions.length).allMatch(i -> positions[i] == i);
  }

  @Override
  public Shape sampleShape() {
    return shape;
  }

  @Override
  public void read(int first, int count, float[] target) {
    data().read(first, count, target);
    if (positions.length == 0) {
      return;
    }
    float[] sample = new float[positions.length];
    for (int start = 0; start < count * sample.length; start += sample.length) {
      System.arraycopy(target, start, sample, 0, sample.length);
      for (int i = 0; i < sample.length; i++) {
        target[start + i] = sample[positions[i]];
      }
    }
  }
}
