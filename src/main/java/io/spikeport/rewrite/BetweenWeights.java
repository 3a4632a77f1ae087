package io.spikeport.rewrite;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What stands between weights, where neurons compute. What stands before the first is done to the
 * image, what stands behind the last to the readout.
 */
final class BetweenWeights {

  private BetweenWeights() {}

  /** The names of those nodes, weights not among them. */
  static Set<String> of(Graph graph) {
    Set<String> behind = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (isWeighted(node.op()) || node.inputs().stream().anyMatch(behind::contains)) {
        behind.add(node.name());
      }
    }
    Set<String> before = new HashSet<>();
    Set<String> between = new HashSet<>();
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (before.contains(node.name()) && behind.contains(node.name()) && !isWeighted(node.op())) {
        between.add(node.name());
      }
      if (isWeighted(node.op()) || before.contains(node.name())) {
        before.addAll(node.inputs());
      }
    }
    return between;
  }

  private static boolean isWeighted(Op op) {
    return op instanceof Conv || op instanceof Linear;
  }
}
