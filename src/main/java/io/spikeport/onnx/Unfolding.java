package io.spikeport.onnx;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Take;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Window;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Windows over more than two spatial axes as windows over one or two. */
final class Unfolding {

  private Unfolding() {}

  /**
   * A convolution. Of more than two spatial axes, all but the last are unfolded: what the kernel
   * covers along them becomes channels, {@code [C·k₁·k₂, o₁·o₂, W]}, and the weights stay as they
   * are.
   */
  static Activation conv(
      OnnxNode node,
      Network network,
      Activation input,
      Tensor weight,
      Tensor bias,
      Window window,
      int groups) {
    int rank = window.rank();
    if (rank <= 2) {
      return network.add(node, node.fitting(() -> new Conv(weight, bias, window, groups)), input);
    }
    Shape sample = input.sample();
    Shape positions = node.fitting(() -> window.outputExtents(sample, false));
    Activation x = input;
    List<Integer> split = new ArrayList<>(List.of(sample.extent(0)));
    List<Integer> order = new ArrayList<>(List.of(1));
    for (int axis = 0; axis < rank - 1; axis++) {
      x = Axes.take(node, network, x, axis + 2, covered(node, network, window, axis, sample));
      split.addAll(List.of(window.kernel().get(axis), positions.extent(axis)));
      order.add(2 * axis + 2);
    }
    for (int axis = 0; axis < rank - 1; axis++) {
      order.add(2 * axis + 3);
    }
    split.add(sample.extent(rank));
    order.add(2 * rank);
    int last = window.kernel().get(rank - 1);
    int taps = weight.shape().stride(1) / last;
    int planes = positions.size() / positions.extent(rank - 1);
    x = beside(node, network, "split", new Reshape(Shape.of(split)), x);
    x = beside(node, network, "transpose", new Transpose(order), x);
    Shape joined = Shape.of(sample.extent(0) * taps, planes, sample.extent(rank));
    x = beside(node, network, "joined", new Reshape(joined), x);
    Tensor kernels =
        weight.reshape(
            Shape.of(weight.shape().extent(0), weight.shape().extent(1) * taps, 1, last));
    Window row =
        new Window(
            List.of(1, last),
            List.of(1, window.strides().get(rank - 1)),
            List.of(1, window.dilations().get(rank - 1)),
            List.of(0, window.padsBegin().get(rank - 1)),
            List.of(0, window.padsEnd().get(rank - 1)));
    Conv op = node.fitting(() -> new Conv(kernels, bias, row, groups));
    x = beside(node, network, "conv", op, x);
    return network.add(node, new Reshape(positions.prepend(bias.size())), x);
  }

  /** For each tap of the kernel along an axis, the elements that it covers, one per position. */
  private static List<Integer> covered(
      OnnxNode node, Network network, Window window, int axis, Shape sample) {
    int positions = window.outputExtents(sample, false).extent(axis);
    long count = (long) window.kernel().get(axis) * positions;
    return Axes.indices(
        node,
        network,
        count,
        i -> {
          int at =
              i % positions * window.strides().get(axis)
                  + i / positions * window.dilations().get(axis)
                  - window.padsBegin().get(axis);
          return at >= 0 && at < sample.extent(axis + 1) ? at : Take.NOWHERE;
        });
  }

  /** Pooling. Of three spatial axes, the last two are pooled first, then the first. */
  static Activation pool(
      OnnxNode node,
      Network network,
      Activation input,
      Window window,
      Function<Window, Op> operator) {
    if (window.rank() <= 2) {
      return network.add(node, operator.apply(window), input);
    }
    Shape sample = input.sample();
    int channels = sample.extent(0);
    int depth = sample.extent(1);
    Shape planes = Shape.of(channels * depth, sample.extent(2), sample.extent(3));
    Activation x = beside(node, network, "planes", new Reshape(planes), input);
    x = beside(node, network, "pool", operator.apply(part(window, 1, 3)), x);
    Shape pooled = x.sample();
    Shape columns = Shape.of(channels, depth, pooled.stride(0));
    x = beside(node, network, "columns", new Reshape(columns), x);
    Window column =
        new Window(
            List.of(window.kernel().get(0), 1),
            List.of(window.strides().get(0), 1),
            List.of(window.dilations().get(0), 1),
            List.of(window.padsBegin().get(0), 0),
            List.of(window.padsEnd().get(0), 0));
    x = beside(node, network, "pool", operator.apply(column), x);
    Shape whole = Shape.of(channels, x.sample().extent(1), pooled.extent(1), pooled.extent(2));
    return network.add(node, new Reshape(whole), x);
  }

  private static Window part(Window window, int from, int to) {
    return new Window(
        window.kernel().subList(from, to),
        window.strides().subList(from, to),
        window.dilations().subList(from, to),
        window.padsBegin().subList(from, to),
        window.padsEnd().subList(from, to));
  }

  private static Activation beside(
      OnnxNode node, Network network, String suffix, Op op, Activation input) {
    return network.addBeside(node, suffix, op, input);
  }
}
