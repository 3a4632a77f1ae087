package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * {@code y = x + value}, per element.
 *
 * @param value a scalar, a vector with one value per channel (axis 1), or one value per element in
 *     the shape of one sample
 */
public record AddConstant(Tensor value) implements Op {

  public AddConstant {
    Checks.finite("value", value);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.perLayerChannelOrElement("value", value, sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
