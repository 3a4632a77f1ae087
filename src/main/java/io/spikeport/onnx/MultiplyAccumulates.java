package io.spikeport.onnx;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.tensor.Shape;

/** Counts multiply-accumulates of the layers with weights; biases and borders are not set off. */
final class MultiplyAccumulates {

  private MultiplyAccumulates() {}

  static long of(Node node, Network network) {
    if (node.op() instanceof Linear linear) {
      return linear.weight().size();
    }
    if (node.op() instanceof Conv conv) {
      Shape output = network.shape(node.name());
      return (long) conv.weight().size() * (output.size() / output.extent(0));
    }
    return 0;
  }
}
