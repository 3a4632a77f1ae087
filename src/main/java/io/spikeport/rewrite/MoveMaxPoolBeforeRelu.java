package io.spikeport.rewrite;

import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Relu;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Before: {@code Relu → MaxPool}, the ReLU feeding nothing else. After: {@code MaxPool → Relu}.
 * Exact: a monotone function commutes with the maximum.
 */
final class MoveMaxPoolBeforeRelu implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Set<String> moved = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (isRelu(node.op()) && isFollowedByPool(graph, node)) {
        Node pool = graph.consumers(node.name()).get(0);
        rewriter.add(pool.name(), pool.op(), rewriter.inputs(node));
        rewriter.add(node.name(), node.op(), List.of(pool.name()));
        moved.add(pool.name());
      } else if (moved.contains(node.name())) {
        rewriter.alias(node.name(), node.inputs().get(0));
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  private static boolean isFollowedByPool(Graph graph, Node relu) {
    List<Node> consumers = graph.consumers(relu.name());
    return consumers.size() == 1
        && graph.feedsOnly(relu.name(), consumers.get(0))
        && isPool(consumers.get(0).op());
  }

  private static boolean isRelu(Op op) {
    return op instanceof Relu || op instanceof ClippedRelu;
  }

  private static boolean isPool(Op op) {
    return op instanceof MaxPool || op instanceof GlobalMaxPool;
  }
}
