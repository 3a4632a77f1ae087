package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * A contiguous part along one axis: elements {@code start} (inclusive) to {@code end} (exclusive).
 *
 * @param axis counted with the batch axis; at least 1
 */
public record Slice(int axis, int start, int end) implements Op {

  public Slice {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "expected 0 ≤ start < end, found start " + start + " and end " + end);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    int along = Checks.sampleAxis(axis, sample);
    if (end > sample.extent(along)) {
      throw new IllegalArgumentException(
          "expected an end of at most " + sample.extent(along) + ", found " + end);
    }
    return sample.with(along, end - start);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
