package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Integrates without spiking, per element and timestep: {@code v ← decay·v + x}, and v is the
 * output. Before the first timestep v = 0. A membrane that is read out (LI of NIR), and a synaptic
 * current (in CubaLIF), with the input's factor before it.
 *
 * @param decay above 0 and at most 1, where nothing leaks: a scalar, or one value per channel (axis
 *     1)
 */
public record LeakyIntegrator(Tensor decay) implements StatefulOp {

  public LeakyIntegrator {
    Checks.positive("decay", decay);
    for (int i = 0; i < decay.size(); i++) {
      if (decay.get(i) > 1) {
        throw new IllegalArgumentException(
            "expected a decay of at most 1, found " + decay.get(i) + " at position " + i);
      }
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.perLayerOrChannel("decay", decay, sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
