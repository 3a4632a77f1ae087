package io.spikeport.onnx.translate;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.Conv;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Take;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Window;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

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
      GraphBuilder builder,
      Activation input,
      Tensor weight,
      Tensor bias,
      Window window,
      int groups) {
    int rank = window.rank();
    if (rank <= 2) {
      return builder.add(node, node.fitting(() -> new Conv(weight, bias, window, groups)), input);
    }
    Shape sample = input.sample();
    Shape positions = node.fitting(() -> window.outputExtents(sample, false));
    int last = window.kernel().get(rank - 1);
    int taps = weight.shape().stride(1) / last;
    int planes = positions.size() / positions.extent(rank - 1);
    Activation x = unfolded(node, builder, input, window, positions, rank - 1, false);
    Shape joined = Shape.of(sample.extent(0) * taps, planes, sample.extent(rank));
    x = beside(node, builder, "joined", new Reshape(joined), x);
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
    x = beside(node, builder, "conv", op, x);
    return builder.add(node, new Reshape(positions.prepend(bias.size())), x);
  }

  /**
   * What the window covers along the first axes, as axes of their own after the channels, {@code
   * [C, k…, o…, rest…]}.
   *
   * @param repeats whether a tap beside the input takes one within it again, as a maximum may
   */
  private static Activation unfolded(
      OnnxNode node,
      GraphBuilder builder,
      Activation input,
      Window window,
      Shape positions,
      int axes,
      boolean repeats) {
    Shape sample = input.sample();
    Activation x = input;
    List<Integer> split = new ArrayList<>(List.of(sample.extent(0)));
    List<Integer> order = new ArrayList<>(List.of(1));
    for (int axis = 0; axis < axes; axis++) {
      int outputs = positions.extent(axis);
      int extent = sample.extent(axis + 1);
      int kernel = window.kernel().get(axis);
      int stride = window.strides().get(axis);
      int dilation = window.dilations().get(axis);
      int begin = window.padsBegin().get(axis);
      List<Integer> covered =
          Axes.indices(
              node,
              builder,
              (long) kernel * outputs,
              i -> {
                int start = i % outputs * stride - begin;
                int tap = i / outputs;
                if (repeats) {
                  int first = Math.max(0, (dilation - 1 - start) / dilation);
                  tap = Math.max(first, Math.min((extent - 1 - start) / dilation, tap));
                }
                int at = start + tap * dilation;
                return at >= 0 && at < extent ? at : Take.NOWHERE;
              });
      x = Axes.take(node, builder, x, axis + 2, covered);
      split.addAll(List.of(kernel, outputs));
      order.add(2 * axis + 2);
    }
    for (int axis = 0; axis < axes; axis++) {
      order.add(2 * axis + 3);
    }
    for (int axis = axes; axis < window.rank(); axis++) {
      split.add(sample.extent(axis + 1));
      order.add(order.size() + 1);
    }
    x = builder.addBeside(node, "split", new Reshape(Shape.of(split)), x);
    return builder.addBeside(node, "transpose", new Transpose(order), x);
  }

  /** Maximum pooling; over three axes each window becomes a column, {@code [C, k…, o…]}. */
  static Activation maximum(
      OnnxNode node, GraphBuilder builder, Activation input, Window window, boolean ceilMode) {
    if (window.rank() <= 2) {
      return builder.add(node, new MaxPool(window, ceilMode), input);
    }
    Shape positions = window.outputExtents(input.sample(), ceilMode);
    int channels = input.sample().extent(0);
    Activation x = unfolded(node, builder, input, window, positions, window.rank(), true);
    int covered = x.sample().size() / channels / positions.size();
    Shape columns = Shape.of(channels, covered, positions.size());
    x = builder.addBeside(node, "columns", new Reshape(columns), x);
    MaxPool op = new MaxPool(Window.of(covered, 1), false);
    x = builder.addBeside(node, "maximum", op, x);
    return builder.add(node, new Reshape(positions.prepend(channels)), x);
  }

  /** Average pooling. Of three spatial axes, the last two are pooled first, then the first. */
  static Activation average(
      OnnxNode node, GraphBuilder builder, Activation input, AveragePool pool) {
    Window window = pool.window();
    if (window.rank() <= 2) {
      return builder.add(node, pool, input);
    }

    Shape sample = input.sample();
    int channels = sample.extent(0);
    int depth = sample.extent(1);
    Shape planes = Shape.of(channels * depth, sample.extent(2), sample.extent(3));
    Activation x = beside(node, builder, "planes", new Reshape(planes), input);
    x = beside(node, builder, "pool", over(part(window, 1, 3), pool), x);
    Shape pooled = x.sample();
    Shape columns = Shape.of(channels, depth, pooled.stride(0));
    x = beside(node, builder, "columns", new Reshape(columns), x);
    Window column =
        new Window(
            List.of(window.kernel().get(0), 1),
            List.of(window.strides().get(0), 1),
            List.of(window.dilations().get(0), 1),
            List.of(window.padsBegin().get(0), 0),
            List.of(window.padsEnd().get(0), 0));
    x = beside(node, builder, "pool", over(column, pool), x);
    Shape whole = Shape.of(channels, x.sample().extent(1), pooled.extent(1), pooled.extent(2));
    return builder.add(node, new Reshape(whole), x);
  }

  private static Op over(Window window, AveragePool like) {
    return new AveragePool(window, like.ceilMode(), like.countIncludePad());
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
      OnnxNode node, GraphBuilder builder, String suffix, Op op, Activation input) {
    return builder.addBeside(node, suffix, op, input);
  }
}
