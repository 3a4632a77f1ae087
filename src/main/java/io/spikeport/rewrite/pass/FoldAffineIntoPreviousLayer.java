package io.spikeport.rewrite.pass;

import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import java.util.HashSet;
import java.util.Set;

/**
 * Before: {@code Conv|Linear → ChannelAffine(k, d)}, the layer feeding nothing else. After: one
 * layer with {@code W' = k·W} and {@code b' = k·b + d} per output channel. This is batch norm
 * folding (Rueckauer et al. 2017, section 2.2.2); repeated affine maps fold one after the other.
 */
public final class FoldAffineIntoPreviousLayer implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Set<String> merged = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (isLayer(node) && chainHead(graph, node)) {
        Node folded = fold(graph, node, merged);
        rewriter.replace(node, folded.op());
      } else if (merged.contains(node.name())) {
        rewriter.drop(node);
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  private static boolean isLayer(Node node) {
    return node.op() instanceof Conv || node.op() instanceof Linear;
  }

  private static boolean chainHead(Graph graph, Node layer) {
    return graph.consumers(layer.name()).stream().anyMatch(n -> foldable(graph, layer.name(), n));
  }

  private static boolean foldable(Graph graph, String value, Node consumer) {
    return consumer.op() instanceof ChannelAffine && graph.feedsOnly(value, consumer);
  }

  private static Node fold(Graph graph, Node layer, Set<String> merged) {
    Node folded = layer;
    String value = layer.name();
    while (graph.consumers(value).size() == 1
        && foldable(graph, value, graph.consumers(value).get(0))) {
      Node next = graph.consumers(value).get(0);
      ChannelAffine affine = (ChannelAffine) next.op();
      folded =
          new Node(
              layer.name(),
              ChannelFactors.afterOutput(folded.op(), affine.scale(), affine.shift()),
              layer.inputs());
      merged.add(next.name());
      value = next.name();
    }
    return folded;
  }
}
