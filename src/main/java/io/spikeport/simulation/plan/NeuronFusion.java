package io.spikeport.simulation.plan;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.simulation.geometry.NonOverlappingWindows;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which voltage scalers are run together with the neuron layer beside them, and which average
 * pooling with the neurons before it: those that nothing else reads and nobody observes. The
 * arithmetic stays the same, only the trips through memory go.
 */
final class NeuronFusion {

  /** Pooled values from which on pooling at once is faster than one operator after the other. */
  private static final int LEAST_POOLED = RowBuffer.BLOCK / 4;

  private final Map<String, Node> before = new HashMap<>();
  private final Map<String, Node> after = new HashMap<>();
  private final Map<String, Node> pooling = new HashMap<>();
  private final Map<String, Node> neuronOfFused = new HashMap<>();

  /**
   * @param observed names of values that must be there to be read
   * @param pools whether poolings may be fused: the spikes of each timestep are lost then
   */
  NeuronFusion(Graph graph, Set<String> observed, boolean pools) {
    for (Node neuron : graph.nodes()) {
      if (!(neuron.op() instanceof IntegratingNeuron)) {
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
      if (pools) {
        pooling(graph, observed, neuron).ifPresent(pool -> fuse(pooling, neuron, pool));
      }
    }
  }

  private Optional<Node> pooling(Graph graph, Set<String> observed, Node neuron) {
    String spikes = after(neuron).orElse(neuron).name();
    return graph.consumers(spikes).stream()
        .filter(reader -> graph.feedsOnly(spikes, reader) && !observed.contains(spikes))
        .filter(
            reader ->
                reader.op() instanceof AveragePool pool
                    && NonOverlappingWindows.of(pool, graph.shape(spikes)).isPresent())
        .filter(reader -> graph.shape(reader.name()).size() >= LEAST_POOLED)
        .filter(reader -> isAlikeInChannels(neuron))
        .findFirst();
  }

  /** Whether all neurons of a channel have the same parameters. */
  private boolean isAlikeInChannels(Node neuron) {
    IntegratingNeuron op = (IntegratingNeuron) neuron.op();
    List<Tensor> parameters = new ArrayList<>(List.of(op.threshold(), op.initialPotential()));
    if (op instanceof LeakyIntegrateAndFire leaky) {
      parameters.add(leaky.tau());
    }
    before(neuron).ifPresent(scaler -> parameters.add(((VoltageScaler) scaler.op()).factor()));
    after(neuron).ifPresent(scaler -> parameters.add(((VoltageScaler) scaler.op()).factor()));
    return parameters.stream().allMatch(values -> values.shape().rank() <= 1);
  }

  private void fuse(Map<String, Node> side, Node neuron, Node scaler) {
    if (neuronOfFused.putIfAbsent(scaler.name(), neuron) == null) {
      side.put(neuron.name(), scaler);
    }
  }

  private static boolean isScaler(Graph graph, String name) {
    return graph.hasNode(name) && graph.node(name).op() instanceof VoltageScaler;
  }

  /** Whether the node is a scaler or a pooling that has no kernel of its own. */
  boolean isFused(Node node) {
    return neuronOfFused.containsKey(node.name());
  }

  /** The neuron layer that a fused node is run with; any other node itself. */
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

  /** The average pooling that is fused with a neuron layer's output. */
  Optional<Node> pooling(Node neuron) {
    return Optional.ofNullable(pooling.get(neuron.name()));
  }
}
