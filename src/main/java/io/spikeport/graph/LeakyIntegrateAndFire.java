package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Leaky integrate-and-fire neurons, per element and timestep: {@code v ← v + (x − v)/τ} when the
 * input decays, {@code v ← v − v/τ + x} when it does not (the resting potential is 0); then {@code
 * z = 1 if v ≥ θ else 0} and {@link Reset}. Before the first timestep {@code v = v₀·θ}.
 *
 * @param tau τ in timesteps, greater than 1
 * @param decayInput whether the input is divided by τ too
 */
public record LeakyIntegrateAndFire(
    Tensor threshold, Tensor initialPotential, Reset reset, float tau, boolean decayInput)
    implements Neuron {

  public LeakyIntegrateAndFire {
    Checks.threshold(threshold);
    if (!(tau > 1) || Float.isInfinite(tau)) {
      throw new IllegalArgumentException("expected τ above 1 timestep, found " + tau);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.neuron(this, inputs);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
