package io.spikeport.format.nir;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Convolutions with one padding for both sides, which is all that NIR can say. Before: padding b
 * before and e after an axis, kernel k. After: padding max(b, e) on both sides and a kernel with
 * {@code |e − b|/d} zeros put before (e &gt; b) or after it (b &gt; e), d being the dilation; where
 * d does not divide the difference, the kernel first gets its dilation's gaps filled with zeros.
 * Every position of the kernel covers the same elements with the same weights. In two dimensions
 * zeros on both sides, with as much padding, also make a kernel square where its extents differ by
 * an even number, because NIR's reference implementation computes both output extents from the
 * first.
 */
final class NirConv {

  private NirConv() {}

  /**
   * How one axis of a kernel grows.
   *
   * @param front zeros before it
   * @param back zeros after it
   * @param step distance of its elements in the grown kernel
   * @param padding on both sides
   */
  private record Growth(int front, int back, int step, int padding) {

    static final Growth NONE = new Growth(0, 0, 1, 0);

    static Growth symmetric(int begin, int end, int dilation) {
      int difference = Math.abs(end - begin);
      int step = difference % dilation == 0 ? 1 : dilation;
      int zeros = step == 1 ? difference / dilation : difference;
      int padding = Math.max(begin, end);
      return end > begin
          ? new Growth(zeros, 0, step, padding)
          : new Growth(0, zeros, step, padding);
    }

    Growth widened(int perSide, int dilation) {
      return new Growth(front + perSide, back + perSide, step, padding + perSide * dilation / step);
    }

    /** As a long, because a damaged file may state a kernel that no array can hold. */
    long extent(int kernel) {
      return front + (kernel - 1L) * step + 1 + back;
    }

    boolean isNone() {
      return front == 0 && back == 0 && step == 1;
    }
  }

  /** The same convolution with symmetric padding. */
  static Conv symmetric(Conv conv) {
    List<Growth> axes = growth(conv.window());
    return axes.stream().allMatch(Growth::isNone) ? conv : grown(conv, axes);
  }

  private static List<Growth> growth(Window window) {
    List<Growth> axes = new ArrayList<>();
    for (int axis = 0; axis < window.rank(); axis++) {
      axes.add(
          Growth.symmetric(
              window.padsBegin().get(axis),
              window.padsEnd().get(axis),
              window.dilations().get(axis)));
    }
    makeSquare(window, axes);
    return axes;
  }

  /** Extents of the kernel that {@link #symmetric} makes, without making it. */
  static List<Long> symmetricKernel(Window window) {
    List<Growth> axes = growth(window);
    List<Long> extents = new ArrayList<>();
    for (int axis = 0; axis < window.rank(); axis++) {
      extents.add(axes.get(axis).extent(window.kernel().get(axis)));
    }
    return extents;
  }

  private static void makeSquare(Window window, List<Growth> axes) {
    long largest = 0;
    for (int axis = 0; axis < axes.size(); axis++) {
      largest = Math.max(largest, axes.get(axis).extent(window.kernel().get(axis)));
    }
    for (int axis = 0; axis < axes.size(); axis++) {
      long missing = largest - axes.get(axis).extent(window.kernel().get(axis));
      if (missing % 2 == 0) {
        axes.set(
            axis,
            axes.get(axis).widened(Math.toIntExact(missing / 2), window.dilations().get(axis)));
      }
    }
  }

  private static Conv grown(Conv conv, List<Growth> axes) {
    Window window = conv.window();
    List<Integer> kernel = new ArrayList<>();
    List<Integer> dilations = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      kernel.add(Math.toIntExact(axes.get(axis).extent(window.kernel().get(axis))));
      dilations.add(window.dilations().get(axis) / axes.get(axis).step());
    }
    List<Integer> pads = axes.stream().map(Growth::padding).toList();
    Shape from = conv.weight().shape();
    Shape to = withKernel(from, kernel);
    float[] values = new float[to.size()];
    for (int i = 0; i < conv.weight().size(); i++) {
      values[moved(i, from, to, axes)] = conv.weight().get(i);
    }
    return new Conv(
        Tensor.wrap(to, values),
        conv.bias(),
        new Window(kernel, window.strides(), dilations, pads, pads),
        conv.groups());
  }

  /**
   * The original kernel of one that {@link #symmetric} made.
   *
   * @param grown the grown kernel's window
   * @param original the original's window
   * @return nothing if the kernel cannot have come from such an original
   */
  static Optional<Tensor> cropped(Tensor weight, Window grown, Window original) {
    List<Growth> axes = new ArrayList<>();
    for (int axis = 0; axis < grown.rank(); axis++) {
      int shift = grown.padsBegin().get(axis) - original.padsBegin().get(axis);
      int dilation = grown.dilations().get(axis);
      Growth growth = new Growth(shift / dilation, 0, original.dilations().get(axis) / dilation, 0);
      if (shift < 0
          || shift % dilation != 0
          || original.dilations().get(axis) % dilation != 0
          || growth.extent(original.kernel().get(axis)) > weight.shape().extent(axis + 2)) {
        return Optional.empty();
      }
      axes.add(growth);
    }
    Shape from = weight.shape();
    Shape to = withKernel(from, original.kernel());
    float[] values = new float[to.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = weight.get(moved(i, to, from, axes));
    }
    return Optional.of(Tensor.wrap(to, values));
  }

  private static Shape withKernel(Shape weight, List<Integer> kernel) {
    List<Integer> extents = new ArrayList<>(weight.toList().subList(0, 2));
    extents.addAll(kernel);
    return Shape.of(extents);
  }

  /** Where a weight of the small kernel stands in the large one. */
  private static int moved(int position, Shape small, Shape large, List<Growth> axes) {
    int rest = position;
    int target = 0;
    for (int axis = 0; axis < small.rank(); axis++) {
      int index = rest / small.stride(axis);
      rest %= small.stride(axis);
      Growth growth = axis < 2 ? Growth.NONE : axes.get(axis - 2);
      target += (growth.front() + index * growth.step()) * large.stride(axis);
    }
    return target;
  }

  /**
   * Scales and shifts each channel by a kernel of one element.
   *
   * @param rank number of spatial axes, 1 or 2
   * @param scale {@code [C]}
   * @param shift {@code [C]}
   */
  static Conv perChannel(int rank, Tensor scale, Tensor shift) {
    int channels = scale.size();
    List<Integer> extents = new ArrayList<>(List.of(channels, 1));
    extents.addAll(Collections.nCopies(rank, 1));
    int[] ones = Collections.nCopies(rank, 1).stream().mapToInt(Integer::intValue).toArray();
    return new Conv(scale.reshape(Shape.of(extents)), shift, Window.of(ones), channels);
  }

  /** Adds up each channel's windows, every element times {@code factor}. */
  static Conv sums(Window window, int channels, float factor) {
    List<Integer> extents = new ArrayList<>(List.of(channels, 1));
    extents.addAll(window.kernel());
    return new Conv(
        Tensor.filled(Shape.of(extents), factor),
        Tensor.filled(Shape.of(channels), 0),
        window,
        channels);
  }
}
