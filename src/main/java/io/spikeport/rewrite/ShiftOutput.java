package io.spikeport.rewrite;

import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.tensor.Tensor;
import java.util.List;

/** Before: a network with output y. After: one with output {@code y + shift}, shift per channel. */
final class ShiftOutput implements Pass {

  private final Tensor shift;

  ShiftOutput(Tensor shift) {
    this.shift = shift;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (Node node : graph.nodes()) {
      rewriter.keep(node);
    }
    String shifted =
        rewriter.add(
            rewriter.fresh(graph.output() + ".shift"),
            new ChannelAffine(Tensor.scalar(1), shift),
            List.of(graph.output()));
    rewriter.alias(graph.output(), shifted);
    return rewriter.build();
  }
}
