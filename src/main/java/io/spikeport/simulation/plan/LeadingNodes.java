package io.spikeport.simulation.plan;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The first nodes of a graph, up to the last one whose values are large. They run fewer timesteps
 * at once than the others, so that what one kernel writes is still in the cache when the next one
 * reads it; small layers gain more from large products.
 *
 * @param nodes names; none if all nodes run the same number of timesteps at once
 * @param rows timesteps that these nodes run at once
 */
record LeadingNodes(Set<String> nodes, int rows) {

  /** Floats that a node reads and writes in one timestep from which on it is large (64 KiB). */
  private static final int LARGE = 1 << 14;

  /** Floats that a node may read and write at once (1 MiB). */
  private static final int CACHE = 1 << 18;

  /**
   * Depends on the graph and the number of rows alone, so that results do.
   *
   * @param rows timesteps that the other nodes run at once
   */
  static LeadingNodes of(Graph graph, int rows) {
    List<Node> nodes = graph.nodes();
    int end = 0;
    long most = 1;
    for (int i = 0; i < nodes.size(); i++) {
      long touched = graph.shape(nodes.get(i).name()).size();
      for (String input : nodes.get(i).inputs()) {
        touched += graph.shape(input).size();
      }
      if (touched > LARGE) {
        end = i + 1;
        most = Math.max(most, touched);
      }
    }
    int runs = (int) Math.min(rows, (rows * most + CACHE - 1) / CACHE);
    if (runs == 1) {
      return new LeadingNodes(Set.of(), rows);
    }
    Set<String> names = new HashSet<>();
    nodes.subList(0, end).forEach(node -> names.add(node.name()));
    return new LeadingNodes(names, (rows + runs - 1) / runs);
  }

  boolean has(Node node) {
    return nodes.contains(node.name());
  }
}
