package io.spikeport.rewrite;

import io.spikeport.graph.Firing;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Reset;
import io.spikeport.tensor.Tensor;

/** The kind of neuron that takes the place of every activation function. */
public sealed interface NeuronModel {

  /** Neurons of rate coding; their threshold is 1. */
  sealed interface Integrating extends NeuronModel {

    /**
     * A layer of such neurons.
     *
     * @param initialPotential v₀ in threshold units
     */
    IntegratingNeuron create(Tensor initialPotential);

    /**
     * The same neurons for a ReLU that saturates at its scale: at most one spike per timestep,
     * since bursts would carry the rate above it.
     */
    Integrating saturating();
  }

  /**
   * Neurons of delta coding.
   *
   * @param levels n, the number of spike sizes
   */
  record SigmaDelta(int levels) implements NeuronModel {

    /** Spike sizes unless stated otherwise. */
    public static final int LEVELS = 8;
  }

  /** Integrate-and-fire neurons. */
  record If(Reset reset, Firing firing) implements Integrating {

    @Override
    public IntegratingNeuron create(Tensor initialPotential) {
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
  record Lif(Reset reset, float tau, boolean decayInput) implements Integrating {

    @Override
    public IntegratingNeuron create(Tensor initialPotential) {
      return new LeakyIntegrateAndFire(Tensor.scalar(1), initialPotential, reset, tau, decayInput);
    }

    @Override
    public Lif saturating() {
      return this;
    }
  }
}
