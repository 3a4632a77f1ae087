package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/** Turns a sample of any shape into a vector, row-major: {@code [C,H,W] → [C·H·W]}. */
public record Flatten() implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Checks.only(inputs).size());
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
