package io.spikeport.format.nir.file;

import java.util.List;
import java.util.Map;

/**
 * A graph as it stands in a file.
 *
 * @param nodes names are unique
 * @param metadata what plain NIR has no place for
 */
public record NirGraph(List<NirNode> nodes, List<NirEdge> edges, Map<String, NirValue> metadata) {

  public NirGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    metadata = Map.copyOf(metadata);
  }
}
