package io.spikeport.report;

import io.spikeport.graph.Graph;
import io.spikeport.simulation.Energy;

/**
 * What one image costs; see {@link Energy} for the convention.
 *
 * @param synapticOperations SynOps of the spiking model
 * @param analogMultiplyAccumulates multiply-accumulates of its layers that see the analog input
 * @param annMultiplyAccumulates multiply-accumulates of the network that it was converted from
 * @param relativeEnergy energy estimate relative to that network's
 */
public record Cost(
    double synapticOperations,
    long analogMultiplyAccumulates,
    long annMultiplyAccumulates,
    double relativeEnergy) {

  static Cost of(Graph graph, double synapticOperations) {
    return new Cost(
        synapticOperations,
        Energy.analogMultiplyAccumulates(graph),
        Energy.multiplyAccumulates(graph),
        Energy.relativeToAnn(graph, synapticOperations));
  }

  /** Energy of an image in microjoules. */
  double microjoules() {
    return 1e-6
        * (Energy.MULTIPLY_ACCUMULATE * analogMultiplyAccumulates
            + Energy.SYNAPTIC_OPERATION * synapticOperations);
  }

  /** The same of the network that the model was converted from. */
  double annMicrojoules() {
    return 1e-6 * Energy.MULTIPLY_ACCUMULATE * annMultiplyAccumulates;
  }
}
