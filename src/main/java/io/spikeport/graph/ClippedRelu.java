package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Saturating rectified linear unit, per element: {@code y = min(max(x, 0), maximum)}; ReLU6 has
 * maximum 6.
 *
 * @param maximum positive
 */
public record ClippedRelu(float maximum) implements Op {

  public ClippedRelu {
    if (!(maximum > 0)) {
      throw new IllegalArgumentException("expected a positive maximum, found " + maximum);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.only(inputs);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
