package io.spikeport.simulation;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.StatefulOp;
import java.util.HashSet;
import java.util.Set;

/**
 * Energy of a spiking network relative to its ANN's, by the field's convention (Horowitz 2014, 45
 * nm, float32): {@code (4.6·MACs_SNN + 0.9·SynOps)/(4.6·MACs_ANN)}. The layers that see the analog
 * input cost multiply-accumulates, counted once per image since the input is constant and what they
 * compute is reused. An estimate: memory traffic, neuron updates and static power are left out.
 */
public final class Energy {

  /** Picojoules of a multiply-accumulate. */
  public static final double MULTIPLY_ACCUMULATE = 4.6;

  /** Picojoules of a synaptic operation, an accumulate. */
  public static final double SYNAPTIC_OPERATION = 0.9;

  private Energy() {}

  /**
   * @param synapticOperations SynOps per image
   */
  public static double relativeToAnn(Graph graph, double synapticOperations) {
    return (MULTIPLY_ACCUMULATE * analogMultiplyAccumulates(graph)
            + SYNAPTIC_OPERATION * synapticOperations)
        / (MULTIPLY_ACCUMULATE * multiplyAccumulates(graph));
  }

  /** MACs of the layers that see the analog input, per image. */
  public static long analogMultiplyAccumulates(Graph graph) {
    long analog = 0;
    Set<String> spiking = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean seesSpikes = node.inputs().stream().anyMatch(spiking::contains);
      if (seesSpikes || node.op() instanceof StatefulOp) {
        spiking.add(node.name());
      }
      analog += seesSpikes ? 0 : multiplyAccumulates(graph, node);
    }
    return analog;
  }

  /** MACs of all layers, per image: those of the network before conversion. */
  public static long multiplyAccumulates(Graph graph) {
    return graph.nodes().stream().mapToLong(node -> multiplyAccumulates(graph, node)).sum();
  }

  private static long multiplyAccumulates(Graph graph, Node node) {
    if (node.op() instanceof Conv conv) {
      long perPosition = conv.weight().size() / conv.outChannels();
      return perPosition * graph.shape(node.name()).size();
    }
    return node.op() instanceof Linear linear ? linear.weight().size() : 0;
  }
}
