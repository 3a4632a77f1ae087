package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Multiplies by a positive factor: {@code 1/s} before a neuron turns an activation into a current
 * in threshold units, {@code s} after it turns spikes back into activation units.
 *
 * @param factor a scalar, or one value per channel (axis 1)
 */
public record VoltageScaler(Tensor factor) implements Op {

  public VoltageScaler {
    Checks.positive("voltage scaler", factor);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.perLayerOrChannel("factor", factor, sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
