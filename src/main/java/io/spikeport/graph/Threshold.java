package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * A step without memory, per element and timestep: {@code z = 1 if x > θ else 0}. NIR's Threshold
 * (Pedersen et al. 2024; {@code nir/ir/threshold.py}: the Heaviside function, 0 at θ itself).
 *
 * @param threshold θ, of any sign: a scalar, a vector with one value per channel (axis 1), or one
 *     value per element in the shape of one sample
 */
public record Threshold(Tensor threshold) implements Op {

  public Threshold {
    Checks.finite("threshold", threshold);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.perLayerChannelOrElement("threshold", threshold, sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
