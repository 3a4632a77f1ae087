package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/** Maximum over all spatial axes, which keep extent 1: {@code [C,H,W] → [C,1,1]}. */
public record GlobalMaxPool() implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.global(inputs);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
