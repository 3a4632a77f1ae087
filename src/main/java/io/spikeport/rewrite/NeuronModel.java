package io.spikeport.rewrite;

import io.spikeport.graph.Firing;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Reset;
import io.spikeport.tensor.Tensor;

/** The kind of neuron that takes the place of every ReLU. Its threshold is 1. */
public sealed interface NeuronModel {

  /**
   * A layer of such neurons.
   *
   * @param initialPotential v₀ in threshold units
   */
  Neuron create(Tensor initialPotential);

  /**
   * The same neurons for a ReLU that saturates at its scale: at most one spike per timestep, since
   * bursts would carry the rate above it.
   */
  NeuronModel saturating();

  /** Integrate-and-fire neurons. */
  record If(Reset reset, Firing firing) implements NeuronModel {

    @Override
    public Neuron create(Tensor initialPotential) {
      return new IntegrateAndFire(Tensor.scalar(1), initialPotential, reset, firing);
    }

    @Override
    public If saturating() {
      return new If(reset, new Firing(firing.signed(), 1));
    }
  }

  /**
   * Leaky integrate-and-fire neurons.
   *
   * @param tau τ in timesteps, greater than 1
   */
  record Lif(Reset reset, float tau, boolean decayInput) implements NeuronModel {

    @Override
    public Neuron create(Tensor initialPotential) {
      return new LeakyIntegrateAndFire(Tensor.scalar(1), initialPotential, reset, tau, decayInput);
    }

    @Override
    public Lif saturating() {
      return this;
    }
  }
}
