package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Integrate-and-fire neurons, per element and timestep: {@code v ← v + x}, fire as {@link Firing}
 * says, then {@link Reset}. Before the first timestep {@code v = v₀·θ}.
 */
public record IntegrateAndFire(
    Tensor threshold, Tensor initialPotential, Reset reset, Firing firing)
    implements IntegratingNeuron {

  public IntegrateAndFire {
    Checks.threshold(threshold);
    if (reset == Reset.HARD && !firing.isPlain()) {
      throw new IllegalArgumentException("signed and burst neurons reset by subtraction only");
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
