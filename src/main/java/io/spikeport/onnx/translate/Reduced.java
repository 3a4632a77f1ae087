package io.spikeport.onnx.translate;

import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reduction takes together.
 *
 * @param axes of the ONNX value, counted from the front; empty where nothing is reduced
 */
record Reduced(Activation input, List<Integer> axes) {

  static Reduced of(OnnxNode node, GraphBuilder builder, int axesInputSince) {
    Activation given = node.activation(0);
    List<Integer> listed = node.intsSince(axesInputSince, 1, "axes").orElse(List.of());
    if (listed.isEmpty()) {
      if (node.flag("noop_with_empty_axes", false)) {
        return new Reduced(given, List.of());
      }
      throw node.refuse("expected axes within a sample, found none, which means the batch too");
    }
    Activation input = given.layout().flat() ? builder.straight(node, given) : given;
    return new Reduced(
        input,
        listed.stream().map(a -> node.sampleAxis(a, input.rank())).distinct().sorted().toList());
  }

  List<Integer> storedAxes() {
    return axes.stream().map(input.layout()::storedAxis).toList();
  }

  /** Whether only spatial axes are reduced, of at most two, as pooling does. */
  boolean spatial() {
    return !storedAxes().contains(1) && input.layout().stored().rank() <= 3;
  }

  /** Sums or means. */
  List<Value> sums(OnnxNode node, GraphBuilder builder, boolean mean) {
    Activation sum = input;
    for (int axis : axes) {
      int extent = input.sample().extent(axis - 1);
      Tensor row = Tensor.filled(Shape.of(1, extent), mean ? 1f / extent : 1);
      sum = Axes.mix(node, builder, sum, axis, row);
    }
    return result(node, builder, sum);
  }

  /** What was reduced to extents of 1, without these where the node says so. */
  List<Value> result(OnnxNode node, GraphBuilder builder, Activation kept) {
    if (node.flag("keepdims", true) || axes.isEmpty()) {
      return List.of(kept);
    }
    List<Integer> left = new ArrayList<>();
    for (int axis = 1; axis < input.rank(); axis++) {
      if (!axes.contains(axis)) {
        left.add(kept.sample().extent(axis - 1));
      }
    }
    return List.of(Reshaping.reshaped(node, builder, kept, Shape.of(left)));
  }
}
