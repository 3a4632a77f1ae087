package io.spikeport.format.nir;

import io.spikeport.graph.Graph;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Node;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Before: neurons with a threshold θ per channel. After: {@code VoltageScaler(1/θ)}, then the same
 * neurons with θ = 1, for tools that have one threshold per layer. The spikes stay the same up to
 * rounding, since v/θ reaches 1 when v reaches θ, and v₀ is in units of θ.
 */
final class UnitThresholds {

  private UnitThresholds() {}

  static boolean changes(Graph graph) {
    return graph.nodes().stream().anyMatch(UnitThresholds::isPerChannel);
  }

  static Graph apply(Graph graph) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!isPerChannel(node)) {
        nodes.add(node);
        continue;
      }
      String scaler = unused(graph, node.name() + ".threshold");
      nodes.add(
          new Node(
              scaler,
              new VoltageScaler(inverse(((IntegratingNeuron) node.op()).threshold())),
              node.inputs()));
      nodes.add(new Node(node.name(), withUnit((IntegratingNeuron) node.op()), scaler));
    }
    return new Graph(graph.input(), nodes, graph.output());
  }

  private static boolean isPerChannel(Node node) {
    return node.op() instanceof IntegratingNeuron neuron && !neuron.threshold().isScalar();
  }

  static String unused(Graph graph, String wanted) {
    String name = wanted;
    while (graph.hasNode(name) || name.equals(graph.input().name())) {
      name += "_";
    }
    return name;
  }

  private static Tensor inverse(Tensor threshold) {
    float[] values = threshold.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 / values[i];
    }
    return Tensor.wrap(threshold.shape(), values);
  }

  private static Neuron withUnit(IntegratingNeuron neuron) {
    Tensor unit = Tensor.scalar(1);
    return neuron instanceof IntegrateAndFire iaf
        ? new IntegrateAndFire(unit, iaf.initialPotential(), iaf.reset(), iaf.firing())
        : leaky((LeakyIntegrateAndFire) neuron, unit);
  }

  private static Neuron leaky(LeakyIntegrateAndFire lif, Tensor threshold) {
    return new LeakyIntegrateAndFire(
        threshold, lif.initialPotential(), lif.reset(), lif.tau(), lif.decayInput());
  }
}
