package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * {@code y = scale·x + shift}, each a scalar or one value per channel (axis 1): a batch
 * normalisation that stands alone, or preprocessing inside the graph.
 */
public record ChannelAffine(Tensor scale, Tensor shift) implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.perLayerOrChannel("scale", scale, sample);
    Checks.perLayerOrChannel("shift", shift, sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
