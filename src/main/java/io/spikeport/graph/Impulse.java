package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * A constant that is added in the very first timestep, and never again: {@code y(0) = x(0) +
 * value}, {@code y(t) = x(t)} later. Part of a graph made ready to run by {@link DeltaCoding}; no
 * file holds it.
 *
 * @param value a scalar, a vector with one value per channel (axis 1), or one value per element in
 *     the shape of one sample
 */
public record Impulse(Tensor value) implements DeltaStep {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.perLayerChannelOrElement("value", value, sample);
    return sample;
  }
}
