package io.spikeport.onnx;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.Take;
import io.spikeport.tensor.Shape;
import java.util.Optional;

/** Counts multiply-accumulates of the layers with weights; biases and borders are not set off. */
final class MultiplyAccumulates {

  private MultiplyAccumulates() {}

  static long of(Node node, Network network) {
    if (node.op() instanceof Linear linear) {
      return linear.weight().size();
    }
    if (node.op() instanceof Conv conv) {
      Shape output = network.shape(node.name());
      long all = (long) conv.weight().size() * (output.size() / output.extent(0));
      return Math.round(all * nonZero(node.inputs().get(0), network));
    }
    return 0;
  }

  /** The part of a value's elements that are no zeros put in, as for a transposed convolution. */
  private static double nonZero(String value, Network network) {
    Optional<Node> maker = network.maker(value);
    if (maker.isEmpty() || !(maker.get().op() instanceof Take take)) {
      return 1;
    }
    double taken = take.indices().stream().filter(index -> index != Take.NOWHERE).count();
    return taken / take.indices().size() * nonZero(maker.get().inputs().get(0), network);
  }
}
