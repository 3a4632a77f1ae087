package io.spikeport.onnx.translate;

import io.spikeport.graph.Take;
import io.spikeport.graph.Window;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * Transposed convolution: {@code y[o, i·stride + k·dilation − pad] += weight[c, o, k]·x[c, i]}. It
 * is a convolution of the input with zeros put in, by the kernel turned around: the same weights on
 * the same values.
 */
public final class TransposedConv {

  private TransposedConv() {}

  public static List<Value> of(OnnxNode node, GraphBuilder builder) {
    Activation x = builder.straight(node, node.activation(0));
    Tensor weight = node.parameter(1);
    int rank = weight.shape().rank() - 2;
    int groups = node.integer("group", 1);
    if (rank < 1 || rank > 3 || x.sample().rank() != rank + 1) {
      throw node.refuse(
          "expected one to three spatial axes, found " + x + " and weights of " + weight.shape());
    }
    if (groups < 1 || weight.shape().extent(0) % groups != 0) {
      throw node.refuse("expected weights in " + groups + " groups, found " + weight.shape());
    }
    List<Integer> kernel = weight.shape().toList().subList(2, rank + 2);
    if (!node.integers("kernel_shape", kernel).equals(kernel)) {
      throw node.refuse("expected kernel_shape " + kernel + " as the weights have it");
    }
    List<Integer> strides = Windows.list(node, "strides", Collections.nCopies(rank, 1));
    List<Integer> dilations = Windows.list(node, "dilations", Collections.nCopies(rank, 1));
    List<Integer> none = Collections.nCopies(rank, 0);
    Window window =
        node.fitting(() -> new Window(kernel, Collections.nCopies(rank, 1), dilations, none, none));
    List<Integer> beyond = Windows.list(node, "output_padding", none);
    for (int axis = 0; axis < rank; axis++) {
      x = spread(node, builder, x, axis, strides.get(axis), window.span(axis), beyond.get(axis));
    }
    Tensor turned = turned(node, builder, weight, groups);
    int outputs = turned.shape().extent(0);
    Tensor bias = node.has(2) ? node.parameter(2) : Tensor.filled(Shape.of(outputs), 0);
    return List.of(Unfolding.conv(node, builder, x, turned, bias, window, groups));
  }

  /** Puts zeros between elements, and before and after them what the kernel reaches. */
  private static Activation spread(
      OnnxNode node,
      GraphBuilder builder,
      Activation x,
      int axis,
      int stride,
      int span,
      int beyond) {
    int extent = x.sample().extent(axis + 1);
    if (stride < 1 || beyond < 0) {
      throw node.refuse("expected positive strides, found " + stride);
    }
    long whole = (long) stride * (extent - 1) + beyond + span;
    List<Integer> pads = node.integers("pads", List.of());
    List<Integer> shape = node.integers("output_shape", List.of());
    String auto = node.text("auto_pad", "NOTSET");
    int spatial = x.sample().rank() - 1;
    long begin = 0;
    long outputs = whole;
    if (!shape.isEmpty() || auto.startsWith("SAME")) {
      // Some models have the batch and the channels in it, too.
      outputs = shape.isEmpty() ? (long) extent * stride : shape.get(shape.size() - spatial + axis);
      long total = Math.max(0, whole - outputs);
      begin = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
    } else if (auto.equals("NOTSET") && !pads.isEmpty()) {
      if (pads.size() != 2 * spatial) {
        throw node.refuse("expected " + 2 * spatial + " pads, found " + pads);
      }
      begin = pads.get(axis);
      outputs = whole - begin - pads.get(spatial + axis);
    }
    if (outputs < 1) {
      throw node.refuse("expected an output of at least 1, found " + outputs);
    }
    long first = begin - (span - 1);
    List<Integer> sources =
        Axes.indices(
            node,
            builder,
            outputs + span - 1,
            i -> {
              long at = i + first;
              return at >= 0 && at % stride == 0 && at / stride < extent
                  ? (int) (at / stride)
                  : Take.NOWHERE;
            });
    return Axes.take(node, builder, x, axis + 2, sources);
  }

  /** {@code [C, O/g, k…]} as {@code [O, C/g, k…]}, every kernel turned around. */
  private static Tensor turned(OnnxNode node, GraphBuilder builder, Tensor weight, int groups) {
    builder.spend(node, weight.size());
    int inputs = weight.shape().extent(0) / groups;
    int outputs = weight.shape().extent(1);
    int taps = weight.shape().stride(1);
    float[] values = new float[weight.size()];
    for (int i = 0; i < values.length; i++) {
      int channel = i / taps / outputs;
      int output = i / taps % outputs;
      int row = channel / inputs * outputs + output;
      int to = (row * inputs + channel % inputs) * taps + taps - 1 - i % taps;
      values[to] = weight.get(i);
    }
    int[] extents = weight.shape().toArray();
    extents[0] = outputs * groups;
    extents[1] = inputs;
    return Tensor.wrap(Shape.of(extents), values);
  }
}
