package io.spikeport.onnx.translate;

import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.Node;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Window;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Convolution and batch normalisation. */
public final class Layers {

  private Layers() {}

  public static List<Value> conv(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    Tensor weight = node.parameter(1);
    int rank = weight.shape().rank() - 2;
    if (rank < 1 || rank > 3) {
      throw node.refuse("expected one to three spatial axes, found weights of " + weight.shape());
    }
    List<Integer> kernel = weight.shape().toList().subList(2, rank + 2);
    if (!node.integers("kernel_shape", kernel).equals(kernel)) {
      throw node.refuse(
          "expected kernel_shape "
              + kernel
              + " as the weights have it, found "
              + node.integers("kernel_shape", kernel));
    }
    int channels = weight.shape().extent(0);
    Tensor bias = node.has(2) ? node.parameter(2) : Tensor.filled(Shape.of(channels), 0);
    Window window = Windows.of(node, kernel, input.sample());
    Optional<Padded> padded = Padded.of(builder, input);
    if (padded.isPresent()) {
      window = padded.orElseThrow().around(window);
      input = padded.orElseThrow().input();
    }
    int groups = node.integer("group", 1);
    return List.of(Unfolding.conv(node, builder, input, weight, bias, window, groups));
  }

  /** A value that was padded with zeros over its spatial axes, and what it was before that. */
  record Padded(Activation input, List<Integer> begin, List<Integer> end) {

    static Optional<Padded> of(GraphBuilder builder, Activation value) {
      return builder
          .op(value, Pad.class)
          .filter(pad -> pad.value() == 0 && pad.begin().get(0) == 0 && pad.end().get(0) == 0)
          .map(
              pad -> {
                Node maker = builder.maker(value).orElseThrow();
                int rank = pad.begin().size();
                return new Padded(
                    builder.stored(maker.inputs().get(0)),
                    pad.begin().subList(1, rank),
                    pad.end().subList(1, rank));
              });
    }

    /** A window with this padding added to its own. */
    Window around(Window window) {
      return window.withPads(sum(window.padsBegin(), begin), sum(window.padsEnd(), end));
    }

    private static List<Integer> sum(List<Integer> a, List<Integer> b) {
      List<Integer> sum = new ArrayList<>();
      for (int i = 0; i < a.size(); i++) {
        sum.add(Math.addExact(a.get(i), b.get(i)));
      }
      return sum;
    }
  }

  public static List<Value> batchNormalization(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    float epsilon = node.real("epsilon", 1e-5f);
    BatchNormalization op =
        node.fitting(
            () ->
                new BatchNormalization(
                    node.parameter(1),
                    node.parameter(2),
                    node.parameter(3),
                    node.parameter(4),
                    epsilon));
    for (int i = 0; i < op.variance().size(); i++) {
      if (!(op.variance().get(i) + epsilon > 0)) {
        throw node.refuse(
            "expected positive variances, found " + op.variance().get(i) + " at position " + i);
      }
    }
    return List.of(builder.add(node, op, input));
  }
}
