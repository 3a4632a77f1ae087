package io.spikeport.stepgraph;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.StatefulOp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which values are the same in every timestep: all that depend on the input alone, which is
 * constant. They need to be computed only once.
 */
public final class Timing {

  private final Graph graph;
  private final Set<String> timed = new HashSet<>();

  public Timing(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof StatefulOp || node.inputs().stream().anyMatch(timed::contains)) {
        timed.add(node.name());
      }
    }
  }

  /** Whether a value changes from timestep to timestep. */
  public boolean isTimed(String value) {
    return timed.contains(value);
  }

  List<Node> constantNodes() {
    return nodes(false);
  }

  List<Node> timedNodes() {
    return nodes(true);
  }

  private List<Node> nodes(boolean ofTimed) {
    return graph.nodes().stream().filter(node -> isTimed(node.name()) == ofTimed).toList();
  }

  /** The constant values that are read by nodes that are not, in order. */
  public List<String> frontier() {
    Set<String> frontier = new LinkedHashSet<>();
    for (Node node : timedNodes()) {
      node.inputs().stream().filter(value -> !isTimed(value)).forEach(frontier::add);
    }
    return new ArrayList<>(frontier);
  }
}
