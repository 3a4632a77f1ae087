package io.spikeport.simulation;

import io.spikeport.graph.Graph;
import io.spikeport.graph.MultiplyAccumulates;
import io.spikeport.graph.Node;
import io.spikeport.stepgraph.Timing;
import java.util.Optional;

/**
 * Energy of a spiking network relative to its ANN's, by the field's convention (Horowitz 2014, 45
 * nm, float32): {@code (4.6·MACs_SNN + 0.9·SynOps)/(4.6·MACs_ANN)}. The layers that see the analog
 * input cost multiply-accumulates, counted once per image since the input is constant and what they
 * compute is reused; layers that take what another layer passes on without a neuron between cost
 * them for each value that changes ({@link io.spikeport.simulation.cost.MessageTally}). An
 * estimate: memory traffic, neuron updates and static power are left out.
 */
public final class Energy {

  /** Picojoules of a multiply-accumulate. */
  public static final double MULTIPLY_ACCUMULATE = 4.6;

  /** Picojoules of a synaptic operation, an accumulate. */
  public static final double SYNAPTIC_OPERATION = 0.9;

  private Energy() {}

  /**
   * @param evaluation of a model with that graph
   */
  public static double relativeToAnn(Graph graph, Evaluation evaluation) {
    return picojoules(evaluation) / (MULTIPLY_ACCUMULATE * multiplyAccumulates(graph));
  }

  /** Energy of one image in picojoules. */
  public static double picojoules(Evaluation evaluation) {
    return MULTIPLY_ACCUMULATE * evaluation.multiplyAccumulatesPerImage()
        + SYNAPTIC_OPERATION * evaluation.synapticOperationsPerImage();
  }

  /** MACs of the layers that see the analog input alone, per image. */
  static long multiplyAccumulatesOnce(Graph graph) {
    Timing timing = new Timing(graph);
    return graph.nodes().stream()
        .filter(node -> !timing.isTimed(node.name()))
        .mapToLong(node -> multiplyAccumulates(graph, node))
        .sum();
  }

  /** MACs of all layers, per image: those of the network before conversion. */
  public static long multiplyAccumulates(Graph graph) {
    return graph.nodes().stream().mapToLong(node -> multiplyAccumulates(graph, node)).sum();
  }

  private static long multiplyAccumulates(Graph graph, Node node) {
    return MultiplyAccumulates.of(
        node,
        graph.shape(node.name()),
        value ->
            value.equals(graph.input().name()) ? Optional.empty() : Optional.of(graph.node(value)));
  }
}
