package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Another shape for the same values of each sample, row-major.
 *
 * @param shape the sample's new shape, without the batch axis
 */
public record Reshape(Shape shape) implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    if (sample.size() != shape.size()) {
      throw new IllegalArgumentException(
          "expected " + shape.size() + " elements for " + shape + ", found a sample of " + sample);
    }
    return shape;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
