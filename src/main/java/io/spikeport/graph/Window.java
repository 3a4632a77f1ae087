package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A window that slides over the spatial axes, as of convolutions and pooling: one entry per spatial
 * axis in each list (one axis for {@code [N,C,L]}, two for {@code [N,C,H,W]}).
 *
 * @param kernel extents, at least 1
 * @param strides at least 1
 * @param dilations at least 1
 * @param padsBegin padding before the first element, at least 0
 * @param padsEnd padding after the last element, at least 0
 */
public record Window(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> dilations,
    List<Integer> padsBegin,
    List<Integer> padsEnd) {

  public Window {
    kernel = checked("kernel", kernel, kernel.size(), 1);
    strides = checked("strides", strides, kernel.size(), 1);
    dilations = checked("dilations", dilations, kernel.size(), 1);
    padsBegin = checked("pads", padsBegin, kernel.size(), 0);
    padsEnd = checked("pads", padsEnd, kernel.size(), 0);
  }

  private static List<Integer> checked(String what, List<Integer> values, int rank, int least) {
    if (values.size() != rank || rank < 1) {
      throw new IllegalArgumentException(
          "expected " + what + " for " + rank + " spatial axes, found " + values);
    }
    if (values.stream().anyMatch(v -> v < least)) {
      throw new IllegalArgumentException(
          "expected " + what + " of at least " + least + ", found " + values);
    }
    return List.copyOf(values);
  }

  /** A window of stride 1 without dilation or padding. */
  public static Window of(int... kernel) {
    List<Integer> ones = IntStream.of(kernel).map(k -> 1).boxed().toList();
    List<Integer> zeros = IntStream.of(kernel).map(k -> 0).boxed().toList();
    return new Window(IntStream.of(kernel).boxed().toList(), ones, ones, zeros, zeros);
  }

  public Window withStrides(Integer... values) {
    return new Window(kernel, List.of(values), dilations, padsBegin, padsEnd);
  }

  public Window withDilations(Integer... values) {
    return new Window(kernel, strides, List.of(values), padsBegin, padsEnd);
  }

  public Window withPads(List<Integer> begin, List<Integer> end) {
    return new Window(kernel, strides, dilations, begin, end);
  }

  public int rank() {
    return kernel.size();
  }

  /** Extent that the dilated kernel covers along a spatial axis: {@code (k − 1)·d + 1}. */
  public int span(int axis) {
    return Math.addExact(Math.multiplyExact(kernel.get(axis) - 1, dilations.get(axis)), 1);
  }

  /**
   * Number of positions along each spatial axis of a sample {@code [C, …]}.
   *
   * @param ceilMode whether a last, partly covered position counts; it must start inside the input
   *     or its leading padding, as in PyTorch and ONNX
   */
  public Shape outputExtents(Shape sample, boolean ceilMode) {
    if (sample.rank() != rank() + 1) {
      throw new IllegalArgumentException(
          "expected an input of rank "
              + (rank() + 2)
              + " with its batch axis, found a sample of shape "
              + sample);
    }
    int[] extents = new int[rank()];
    for (int axis = 0; axis < rank(); axis++) {
      extents[axis] = outputExtent(axis, sample.extent(axis + 1), ceilMode);
    }
    return Shape.of(extents);
  }

  private int outputExtent(int axis, int input, boolean ceilMode) {
    long slack = (long) input + padsBegin.get(axis) + padsEnd.get(axis) - span(axis);
    if (slack < 0) {
      throw new IllegalArgumentException(
          "the kernel covers " + span(axis) + " elements, the padded input has fewer");
    }
    int stride = strides.get(axis);
    long positions = slack / stride + 1;
    if (ceilMode
        && slack % stride != 0
        && positions * stride < (long) input + padsBegin.get(axis)) {
      positions++;
    }
    return Math.toIntExact(positions);
  }
}
