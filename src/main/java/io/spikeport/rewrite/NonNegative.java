package io.spikeport.rewrite;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Add;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Function;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.tensor.Tensor;

/** Which values are never negative, as far as that is plain from ReLUs before them. */
final class NonNegative {

  private NonNegative() {}

  static boolean in(Graph graph, String value) {
    if (!graph.hasNode(value)) {
      return false;
    }
    Node node = graph.node(value);
    return isRelu(node.op())
        || keepsSigns(node.op()) && node.inputs().stream().allMatch(input -> in(graph, input));
  }

  private static boolean isRelu(Op op) {
    if (op instanceof Pointwise pointwise) {
      Activation f = pointwise.activation();
      return f.function() == Function.QUANTIZE && f.parameters().get(1).equals(Tensor.scalar(0));
    }
    return op instanceof Relu || op instanceof ClippedRelu;
  }

  private static boolean keepsSigns(Op op) {
    return op instanceof AveragePool
        || op instanceof GlobalAveragePool
        || op instanceof MaxPool
        || op instanceof GlobalMaxPool
        || op instanceof Upsample
        || op instanceof Add
        || op instanceof Concat
        || op instanceof Slice
        || op instanceof Flatten
        || op instanceof Reshape
        || op instanceof Transpose;
  }
}
