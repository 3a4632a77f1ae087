package io.spikeport.onnx.fold;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;

/** Repeats values along axes of extent 1, as ONNX and NumPy do. */
public final class Broadcast {

  private Broadcast() {}

  /**
   * For each element of a target, row-major, the position of the element of the source that is
   * repeated there.
   *
   * @param from the source's extents: 1 or the target's for every axis
   */
  public static int[] positions(int[] from, int[] to) {
    int rank = to.length;
    int[] stride = new int[rank];
    int size = 1;
    int step = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      stride[axis] = from[axis] == 1 ? 0 : step;
      step *= from[axis];
      size *= to[axis];
    }
    int[] positions = new int[size];
    int[] index = new int[rank];
    int position = 0;
    for (int i = 0; i < size; i++) {
      positions[i] = position;
      for (int axis = rank - 1; axis >= 0; axis--) {
        position += stride[axis];
        if (++index[axis] < to[axis]) {
          break;
        }
        position -= stride[axis] * to[axis];
        index[axis] = 0;
      }
    }
    return positions;
  }

  public static Tensor to(Tensor values, int[] from, Shape target) {
    int[] positions = positions(from, target.toArray());
    float[] repeated = new float[positions.length];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = values.get(positions[i]);
    }
    return Tensor.wrap(target, repeated);
  }
}
