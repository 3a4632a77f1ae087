package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/** Rectified linear unit, per element: {@code y = max(x, 0)}. */
public record Relu() implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.only(inputs);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
