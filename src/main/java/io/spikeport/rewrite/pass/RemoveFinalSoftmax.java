package io.spikeport.rewrite.pass;

import io.spikeport.graph.Graph;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Node;
import io.spikeport.graph.Softmax;

/**
 * Before: a network that ends in {@code Softmax} or {@code LogSoftmax}. After: it ends before it,
 * in the logits, which have the same arg-max. Exact for one timestep's class; it changes what is
 * summed over timesteps, so it is done where the readout is of logits only.
 */
public final class RemoveFinalSoftmax implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (Node node : graph.nodes()) {
      boolean last = node.name().equals(graph.output()) && graph.consumers(node.name()).isEmpty();
      if (last && (node.op() instanceof Softmax || node.op() instanceof LogSoftmax)) {
        rewriter.drop(node);
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }
}
