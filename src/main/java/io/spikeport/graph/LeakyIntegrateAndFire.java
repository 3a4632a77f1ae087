package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Leaky integrate-and-fire neurons, per element and timestep: {@code v ← v + (x − v)/τ} when the
 * input decays, {@code v ← v − v/τ + x} when it does not (the resting potential is 0); then {@code
 * z = 1 if v ≥ θ else 0} and {@link Reset}. Before the first timestep {@code v = v₀·θ}.
 *
 * @param tau τ in timesteps, at least 1 (at 1 nothing is left of the last timestep): a scalar, a
 *     vector with one value per channel (axis 1), or one value per neuron in the shape of one
 *     sample
 * @param decayInput whether the input is divided by τ too
 */
public record LeakyIntegrateAndFire(
    Tensor threshold, Tensor initialPotential, Reset reset, Tensor tau, boolean decayInput)
    implements IntegratingNeuron {

  public LeakyIntegrateAndFire {
    Checks.threshold(threshold);
    for (int i = 0; i < tau.size(); i++) {
      if (!(tau.get(i) >= 1) || Float.isInfinite(tau.get(i))) {
        throw new IllegalArgumentException(
            "expected τ of at least 1 timestep, found " + tau.get(i));
      }
    }
  }

  /** Neurons that all have one τ. */
  public LeakyIntegrateAndFire(
      Tensor threshold, Tensor initialPotential, Reset reset, float tau, boolean decayInput) {
    this(threshold, initialPotential, reset, Tensor.scalar(tau), decayInput);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.neuron(this, inputs);
    Checks.perLayerChannelOrElement("τ", tau, sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
