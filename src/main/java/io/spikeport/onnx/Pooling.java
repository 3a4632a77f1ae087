package io.spikeport.onnx;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Window;
import io.spikeport.onnx.Value.Activation;
import java.util.List;

/** Pooling operators. */
final class Pooling {

  private Pooling() {}

  static List<Value> max(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    MaxPool op = new MaxPool(window(node, input), node.integer("ceil_mode", 0) != 0);
    return List.of(network.add(node, op, input));
  }

  static List<Value> average(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    AveragePool op =
        new AveragePool(
            window(node, input),
            node.integer("ceil_mode", 0) != 0,
            node.integer("count_include_pad", 0) != 0);
    return List.of(network.add(node, op, input));
  }

  static List<Value> globalAverage(OnnxNode node, Network network) {
    return List.of(network.add(node, new GlobalAveragePool(), node.activation(0)));
  }

  private static Window window(OnnxNode node, Activation input) {
    List<Integer> kernel = node.integers("kernel_shape", List.of());
    if (kernel.isEmpty() || kernel.size() > 2) {
      throw node.refuse("expected a kernel_shape of one or two axes, found " + kernel, "");
    }
    return Windows.of(node, kernel, input.sample());
  }
}
