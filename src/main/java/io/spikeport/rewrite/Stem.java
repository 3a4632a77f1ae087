package io.spikeport.rewrite;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import java.util.HashSet;
import java.util.Set;

/** What stands before the first weights: preprocessing of the image, which no neuron computes. */
final class Stem {

  private Stem() {}

  /** The names of those nodes. */
  static Set<String> of(Graph graph) {
    Set<String> stem = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean hasWeights = node.op() instanceof Conv || node.op() instanceof Linear;
      boolean ofImage =
          node.inputs().stream()
              .allMatch(input -> stem.contains(input) || input.equals(graph.input().name()));
      if (ofImage && !hasWeights) {
        stem.add(node.name());
      }
    }
    return stem;
  }
}
