package io.spikeport.simulation;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Node;
import io.spikeport.graph.VoltageScaler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which voltage scalers are run together with the neuron layer beside them: those that nothing else
 * reads and nobody observes. The arithmetic stays the same, only the trips through memory go.
 */
final class ScalerFusion {

  private final Map<String, Node> before = new HashMap<>();
  private final Map<String, Node> after = new HashMap<>();
  private final Map<String, Node> neuronOfFused = new HashMap<>();

  ScalerFusion(Graph graph, Set<String> observed) {
    for (Node neuron : graph.nodes()) {
      if (!(neuron.op() instanceof Neuron)) {
        continue;
      }
      String source = neuron.inputs().get(0);
      if (isScaler(graph, source)
          && graph.feedsOnly(source, neuron)
          && !observed.contains(source)) {
        fuse(before, neuron, graph.node(source));
      }
      List<Node> readers = graph.consumers(neuron.name());
      if (readers.size() == 1
          && isScaler(graph, readers.get(0).name())
          && graph.feedsOnly(neuron.name(), readers.get(0))
          && !observed.contains(neuron.name())
          && !neuronOfFused.containsKey(readers.get(0).name())) {
        fuse(after, neuron, readers.get(0));
      }
    }
  }

  private void fuse(Map<String, Node> side, Node neuron, Node scaler) {
    if (neuronOfFused.putIfAbsent(scaler.name(), neuron) == null) {
      side.put(neuron.name(), scaler);
    }
  }

  private static boolean isScaler(Graph graph, String name) {
    return graph.hasNode(name) && graph.node(name).op() instanceof VoltageScaler;
  }

  /** Whether the node is a scaler that has no kernel of its own. */
  boolean isFused(Node node) {
    return neuronOfFused.containsKey(node.name());
  }

  /** The neuron layer that a fused scaler is run with; any other node itself. */
  Node ownerOf(Node node) {
    return neuronOfFused.getOrDefault(node.name(), node);
  }

  /** The scaler that is fused with a neuron layer's input. */
  Optional<Node> before(Node neuron) {
    return Optional.ofNullable(before.get(neuron.name()));
  }

  /** The scaler that is fused with a neuron layer's output. */
  Optional<Node> after(Node neuron) {
    return Optional.ofNullable(after.get(neuron.name()));
  }
}
