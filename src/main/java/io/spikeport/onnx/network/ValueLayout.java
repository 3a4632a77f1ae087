package io.spikeport.onnx.network;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the elements of an ONNX value lie in the value of the graph's node that computes it. The
 * graph keeps channels first; a network that was trained channels last is full of transposes, which
 * are carried along here until they cancel or somebody needs the elements in order.
 *
 * <p>Axes are counted with the batch axis, as everywhere; batch is axis 0 on both sides.
 *
 * @param stored shape of one sample in the graph
 * @param permutation the ONNX value's axis i (from 1) is the graph's axis {@code permutation[i −
 *     1]}
 * @param flat whether both were then turned into vectors, each in its own row-major order
 */
public record ValueLayout(Shape stored, List<Integer> permutation, boolean flat) {

  public ValueLayout {
    permutation = List.copyOf(permutation);
  }

  static ValueLayout straight(Shape sample) {
    return new ValueLayout(sample, identity(sample.rank()), false);
  }

  private static List<Integer> identity(int rank) {
    return IntStream.rangeClosed(1, rank).boxed().toList();
  }

  /** Shape of one sample as ONNX has it. */
  Shape sample() {
    Shape ordered = ordered();
    return flat ? Shape.of(ordered.size()) : ordered;
  }

  private Shape ordered() {
    return Shape.of(permutation.stream().map(axis -> stored.extent(axis - 1)).toList());
  }

  boolean isStraight() {
    return !flat && permutation.equals(identity(stored.rank()));
  }

  /** Whether the elements are in the same row-major order on both sides. */
  public boolean keepsOrder() {
    List<Integer> moving =
        permutation.stream().filter(axis -> stored.extent(axis - 1) > 1).toList();
    return moving.equals(moving.stream().sorted().toList());
  }

  /** The graph's axis that holds an axis of the ONNX value; for values that are not flat. */
  public int storedAxis(int axis) {
    return permutation.get(axis - 1);
  }

  /** After an ONNX Transpose whose axes, without the batch axis, are {@code axes}. */
  public ValueLayout transposed(List<Integer> axes) {
    return new ValueLayout(stored, axes.stream().map(this::storedAxis).toList(), flat);
  }

  /** After the ONNX value was turned into a vector. */
  public ValueLayout flattened() {
    return keepsOrder()
        ? straight(Shape.of(stored.size()))
        : new ValueLayout(stored, permutation, true);
  }

  /**
   * After axes of extent 1 were taken out or put in.
   *
   * @param sample the ONNX value's new shape, which differs in nothing else
   */
  public ValueLayout withOnes(Shape sample) {
    List<Integer> moving =
        permutation.stream().filter(axis -> stored.extent(axis - 1) > 1).toList();
    List<Integer> order = moving.stream().sorted().toList();
    // The graph keeps its axes in order, those of extent 1 last.
    int[] extents = new int[sample.rank()];
    List<Integer> axes = new ArrayList<>();
    int next = 0;
    int ones = moving.size();
    for (int axis = 0; axis < sample.rank(); axis++) {
      int at = sample.extent(axis) > 1 ? order.indexOf(moving.get(next++)) : ones++;
      extents[at] = sample.extent(axis);
      axes.add(at + 1);
    }
    return new ValueLayout(Shape.of(extents), axes, false);
  }

  /**
   * For each element of the graph's value the position of that element in the ONNX value, both
   * row-major within one sample.
   */
  public int[] positions() {
    Shape ordered = ordered();
    int rank = stored.rank();
    int[] stride = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      stride[permutation.get(axis) - 1] = ordered.stride(axis);
    }
    int[] positions = new int[stored.size()];
    int[] index = new int[rank];
    int position = 0;
    for (int i = 0; i < positions.length; i++) {
      positions[i] = position;
      for (int axis = rank - 1; axis >= 0; axis--) {
        position += stride[axis];
        if (++index[axis] < stored.extent(axis)) {
          break;
        }
        position -= stride[axis] * stored.extent(axis);
        index[axis] = 0;
      }
    }
    return positions;
  }

  /** A constant with one element for each element of the ONNX value, in the graph's order. */
  public Tensor reordered(Tensor full) {
    if (keepsOrder()) {
      return full.reshape(stored);
    }
    int[] positions = positions();
    float[] values = new float[positions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = full.get(positions[i]);
    }
    return Tensor.wrap(stored, values);
  }
}
