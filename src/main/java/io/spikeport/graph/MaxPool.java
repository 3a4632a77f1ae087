package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/** Maximum over each position of a window; padding never wins. */
public record MaxPool(Window window, boolean ceilMode) implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.pooled(window, ceilMode, inputs);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
