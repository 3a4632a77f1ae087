package io.spikeport.rewrite.pass;

import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code Relu → MaxPool}, the ReLU (or another function that never decreases) feeding
 * nothing else; perhaps more pools after that one. After: {@code MaxPool → Relu}, all pools of the
 * chain before the ReLU. Exact: a monotone function commutes with the maximum.
 */
public final class MoveMaxPoolBeforeRelu implements Pass {

  /** A pool that has passed one ReLU may stand behind another: until none can move. */
  @Override
  public Graph apply(Graph graph) {
    Graph before = graph;
    Graph after = once(before);
    while (!after.equals(before)) {
      before = after;
      after = once(before);
    }
    return after;
  }

  private static Graph once(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Set<String> moved = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (moved.contains(node.name())) {
        rewriter.drop(node);
      } else if (isRelu(node.op())) {
        List<String> value = rewriter.inputs(node);
        for (Node pool : poolsAfter(graph, node)) {
          value = List.of(rewriter.add(pool.name(), pool.op(), value));
          moved.add(pool.name());
        }
        rewriter.add(node.name(), node.op(), value);
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  /** The chain of pools that a ReLU feeds, each of them alone. */
  private static List<Node> poolsAfter(Graph graph, Node relu) {
    List<Node> pools = new ArrayList<>();
    Node last = relu;
    Optional<Node> next = onlyPool(graph, last);
    while (next.isPresent()) {
      last = next.orElseThrow();
      pools.add(last);
      next = onlyPool(graph, last);
    }
    return pools;
  }

  private static Optional<Node> onlyPool(Graph graph, Node node) {
    return graph.consumers(node.name()).stream()
        .filter(consumer -> isPool(consumer.op()) && graph.feedsOnly(node.name(), consumer))
        .findFirst();
  }

  private static boolean isRelu(Op op) {
    return op instanceof Relu
        || op instanceof ClippedRelu
        || op instanceof Pointwise function && function.activation().isMonotone();
  }

  private static boolean isPool(Op op) {
    return op instanceof MaxPool || op instanceof GlobalMaxPool;
  }
}
