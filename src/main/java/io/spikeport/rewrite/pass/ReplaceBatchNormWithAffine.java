package io.spikeport.rewrite.pass;

import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;

/**
 * Before: {@code BatchNormalization(γ, β, μ, σ², ε)}. After: {@code ChannelAffine(k, β − μ·k)} with
 * {@code k = γ/√(σ² + ε)} (Ioffe &amp; Szegedy 2015, at inference). Always applicable.
 */
public final class ReplaceBatchNormWithAffine implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof BatchNormalization norm) {
        rewriter.replace(node, norm.asAffine());
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }
}
