package io.spikeport.graph;

import io.spikeport.tensor.Tensor;

/**
 * A layer of spiking neurons. Its output is spikes: 0 or 1 per timestep, or what {@link Firing}
 * allows beyond that.
 */
public sealed interface Neuron extends StatefulOp permits IntegrateAndFire, LeakyIntegrateAndFire {

  /** θ: a scalar, or a vector with one threshold per channel (axis 1). Positive. */
  Tensor threshold();

  /**
   * v₀ in threshold units (a fraction of θ): a scalar, a vector with one value per channel (axis
   * 1), or one value per neuron in the shape of one sample.
   */
  Tensor initialPotential();

  Reset reset();
}
