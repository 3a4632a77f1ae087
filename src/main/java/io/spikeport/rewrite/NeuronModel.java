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

    private static final int FEWEST = 8;
    private static final int MOST = 16;

    /**
     * As many spike sizes as T spikes can make use of: the nearest power of two leaves at most a
     * third of what it was sent for, so the smallest is to be 3^−T of the largest. Fewer would
     * bound the error by θ/2 however long the model runs; more than 16 are lost in float32's
     * rounding.
     */
    public static SigmaDelta of(int timesteps) {
      int useful = 1 + (int) Math.ceil(Math.min(timesteps, MOST) * Math.log(3) / Math.log(2));
      return new SigmaDelta(Math.max(FEWEST, Math.min(useful, MOST)));
    }
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
