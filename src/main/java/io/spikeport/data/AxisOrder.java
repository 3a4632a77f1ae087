package io.spikeport.data;

import io.spikeport.error.DataException;
import io.spikeport.error.Problem;
import io.spikeport.tensor.Shape;
import java.util.List;

/** Which axis of an array is which. Samples are always given channels first. */
public enum AxisOrder {
  /**
   * By the number of axes: four are {@link #NCHW}, three are {@code [N,H,W]} with one channel, two
   * are {@code [N,F]}, any others are taken as they are.
   */
  AUTO(),
  /** {@code [N,C,H,W]}: images, channels first. */
  NCHW(0, 1, 2),
  /** {@code [N,H,W,C]}: images, channels last. */
  NHWC(2, 0, 1),
  /** {@code [N,C,L]}: signals, channels first. */
  NCL(0, 1),
  /** {@code [N,L,C]}: signals, channels last. */
  NLC(1, 0);

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
  private final List<Integer> order;

  /**
   * @param order the sample's axes as stored, in the order channels, then space
   */
  AxisOrder(Integer... order) {
    this.order = List.of(order);
  }

  /**
   * The shape of a sample as it is given.
   *
   * @param stored shape of a sample as it is stored
   * @throws DataException if the number of axes is another
   */
  Shape sampleShape(String place, Shape stored) {
    if (this == AUTO) {
      return stored.rank() == 2 ? stored.prepend(1) : stored;
    }
    if (stored.rank() != order.size()) {
      throw new DataException(
          Problem.mismatch(
              place,
              "an array with " + (order.size() + 1) + " axes, " + this,
              (stored.rank() + 1) + " axes, samples of shape " + stored,
              "choose another --layout"));
    }
    return Shape.of(order.stream().map(stored::extent).toList());
  }

  /** Whether the samples are stored in the order in which they are given. */
  boolean keepsOrder() {
    return order.stream().sorted().toList().equals(order);
  }

  /**
   * For every element of a sample as it is given, its position in the sample as it is stored.
   *
   * @param stored shape of a sample as it is stored
   * @param strides distance of neighbours along every axis of {@code stored}
   */
  int[] positions(Shape stored, int[] strides) {
    int rank = stored.rank();
    int[] positions = new int[stored.size()];
    int[] index = new int[rank];
    for (int i = 0; i < positions.length; i++) {
      int position = 0;
      for (int axis = 0; axis < rank; axis++) {
        position += index[axis] * strides[axis(axis)];
      }
      positions[i] = position;
      for (int axis = rank - 1; axis >= 0; axis--) {
        index[axis]++;
        if (index[axis] < stored.extent(axis(axis))) {
          break;
        }
        index[axis] = 0;
      }
    }
    return positions;
  }

  private int axis(int given) {
    return this == AUTO ? given : order.get(given);
  }
}
