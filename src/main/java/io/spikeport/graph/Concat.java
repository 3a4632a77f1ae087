package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Joins values along one axis.
 *
 * @param axis counted with the batch axis; at least 1
 */
public record Concat(int axis) implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("expected at least one input, found none");
    }
    Shape first = inputs.get(0);
    int along = Checks.sampleAxis(axis, first);
    int sum = 0;
    for (Shape input : inputs) {
      if (input.rank() != first.rank() || !input.with(along, 1).equals(first.with(along, 1))) {
        throw new IllegalArgumentException(
            "expected inputs that agree but for axis " + axis + ", found " + inputs);
      }
      sum = Math.addExact(sum, input.extent(along));
    }
    return first.with(along, sum);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
