package io.spikeport.rewrite.pass;

import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.tensor.Tensor;

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
        rewriter.replace(node, affine(norm));
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  private static ChannelAffine affine(BatchNormalization norm) {
    float[] scale = new float[norm.scale().size()];
    float[] shift = new float[scale.length];
    for (int c = 0; c < scale.length; c++) {
      double k = norm.scale().get(c) / Math.sqrt((double) norm.variance().get(c) + norm.epsilon());
      scale[c] = (float) k;
      shift[c] = (float) (norm.bias().get(c) - norm.mean().get(c) * k);
    }
    return new ChannelAffine(
        Tensor.wrap(norm.scale().shape(), scale), Tensor.wrap(norm.scale().shape(), shift));
  }
}
