package io.spikeport.rewrite.pass;

import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Before: {@code ChannelAffine(k₁, d₁) → ChannelAffine(k₂, d₂)}, the first feeding nothing else.
 * After: {@code ChannelAffine(k₂·k₁, k₂·d₁ + d₂)}; chains become one map.
 */
public final class MergeAffines implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Map<String, ChannelAffine> pending = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof ChannelAffine affine)) {
        rewriter.keep(node);
        continue;
      }
      ChannelAffine before = pending.get(node.inputs().get(0));
      ChannelAffine merged = before == null ? affine : merge(before, affine);
      boolean feedsAffine =
          graph.consumers(node.name()).stream()
              .anyMatch(n -> n.op() instanceof ChannelAffine && graph.feedsOnly(node.name(), n));
      if (feedsAffine) {
        pending.put(node.name(), merged);
        rewriter.drop(node);
      } else {
        rewriter.replace(node, merged);
      }
    }
    return rewriter.build();
  }

  private static ChannelAffine merge(ChannelAffine first, ChannelAffine second) {
    int channels = 1;
    for (Tensor t : new Tensor[] {first.scale(), first.shift(), second.scale(), second.shift()}) {
      channels = Math.max(channels, t.size());
    }
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      double k = ChannelFactors.at(second.scale(), c);
      scale[c] = (float) (k * ChannelFactors.at(first.scale(), c));
      shift[c] =
          (float) (k * ChannelFactors.at(first.shift(), c) + ChannelFactors.at(second.shift(), c));
    }
    boolean scalars =
        first.scale().isScalar()
            && first.shift().isScalar()
            && second.scale().isScalar()
            && second.shift().isScalar();
    Shape shape = scalars ? Shape.scalar() : Shape.of(channels);
    return new ChannelAffine(Tensor.wrap(shape, scale), Tensor.wrap(shape, shift));
  }
}
