package io.spikeport.format.nir;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Kernels of convolutions with several groups, {@code [out, in/groups, k…]}, as those of one group,
 * {@code [out, in, k…]}: an output channel's weights stand at its own group's input channels, and
 * zeros at all others.
 */
final class GroupedKernel {

  private GroupedKernel() {}

  static Tensor dense(Tensor weight, int groups) {
    if (groups == 1) {
      return weight;
    }
    Shape grouped = weight.shape();
    Shape shape = withInputs(grouped, Math.multiplyExact(grouped.extent(1), groups));
    float[] values = new float[shape.size()];
    for (int i = 0; i < weight.size(); i++) {
      values[position(i, grouped, shape, groups)] = weight.get(i);
    }
    return Tensor.wrap(shape, values);
  }

  /**
   * The kernel that {@link #dense} makes this one of.
   *
   * @return nothing if there is none, since the groups do not fit or are connected
   */
  static Optional<Tensor> grouped(Tensor dense, int groups) {
    Shape shape = dense.shape();
    if (groups < 1 || shape.extent(0) % groups != 0 || shape.extent(1) % groups != 0) {
      return Optional.empty();
    }
    Shape grouped = withInputs(shape, shape.extent(1) / groups);
    float[] values = new float[grouped.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dense.get(position(i, grouped, shape, groups));
    }
    Tensor kernel = Tensor.wrap(grouped, values);
    return dense(kernel, groups).equals(dense) ? Optional.of(kernel) : Optional.empty();
  }

  private static int position(int i, Shape grouped, Shape dense, int groups) {
    int out = i / grouped.stride(0);
    int group = out / (grouped.extent(0) / groups);
    int rest = i % grouped.stride(0);
    return out * dense.stride(0) + group * grouped.stride(0) + rest;
  }

  private static Shape withInputs(Shape weight, int inputs) {
    List<Integer> extents = new ArrayList<>(weight.toList());
    extents.set(1, inputs);
    return Shape.of(extents);
  }
}
