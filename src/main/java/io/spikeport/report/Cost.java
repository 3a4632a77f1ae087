package io.spikeport.report;

import io.spikeport.graph.Graph;
import io.spikeport.simulation.Energy;
import io.spikeport.simulation.Evaluation;

/**
 * What one image costs; see {@link Energy} for the convention.
 *
 * @param synapticOperations SynOps of the spiking model
 * @param multiplyAccumulates multiply-accumulates of its layers that take something else than
 *     spikes
 * @param annMultiplyAccumulates multiply-accumulates of the network that it was converted from
 * @param relativeEnergy energy estimate relative to that network's
 */
public record Cost(
    double synapticOperations,
    double multiplyAccumulates,
    long annMultiplyAccumulates,
    double relativeEnergy) {

  static Cost of(Graph graph, Evaluation evaluation) {
    return new Cost(
        evaluation.synapticOperationsPerImage(),
        evaluation.multiplyAccumulatesPerImage(),
        Energy.multiplyAccumulates(graph),
        Energy.relativeToAnn(graph, evaluation));
  }

  /** Energy of an image in microjoules. */
  public double microjoules() {
    return 1e-6
        * (Energy.MULTIPLY_ACCUMULATE * multiplyAccumulates
            + Energy.SYNAPTIC_OPERATION * synapticOperations);
  }

  /** The same of the network that the model was converted from. */
  public double annMicrojoules() {
    return 1e-6 * Energy.MULTIPLY_ACCUMULATE * annMultiplyAccumulates;
  }
}
