package io.spikeport.graph;

import io.spikeport.tensor.Tensor;

/**
 * Neurons of rate coding, which integrate a membrane potential and reset it when they fire. Their
 * output is spikes: 0 or 1 per timestep, or what {@link Firing} allows beyond that.
 */
public sealed interface IntegratingNeuron extends Neuron
    permits IntegrateAndFire, LeakyIntegrateAndFire {

  /**
   * v₀ in threshold units (a fraction of θ): a scalar, a vector with one value per channel (axis
   * 1), or one value per neuron in the shape of one sample.
   */
  Tensor initialPotential();

  Reset reset();
}
