package io.spikeport.format.nir;

import io.spikeport.graph.Graph;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.graph.VoltageScaler;
import java.util.ArrayList;
import java.util.List;

/**
 * Before: LIF neurons whose input does not decay, {@code v ← v − v/τ + x}. After: {@code
 * VoltageScaler(τ)}, then neurons whose input does, {@code v ← v + (τ·x − v)/τ}, for tools that
 * read r = 1 alone. The spikes stay the same up to rounding. Neurons with a τ of their own each
 * stay as they are.
 */
final class DecayedInputs {

  private DecayedInputs() {}

  static Graph apply(Graph graph) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof LeakyIntegrateAndFire lif
          && !lif.decayInput()
          && lif.tau().shape().rank() <= 1) {
        String scaler = UnitThresholds.unused(graph, node.name() + ".tau");
        nodes.add(new Node(scaler, new VoltageScaler(lif.tau()), node.inputs()));
        nodes.add(
            new Node(
                node.name(),
                new LeakyIntegrateAndFire(
                    lif.threshold(), lif.initialPotential(), lif.reset(), lif.tau(), true),
                scaler));
      } else {
        nodes.add(node);
      }
    }
    return new Graph(graph.input(), nodes, graph.output());
  }
}
