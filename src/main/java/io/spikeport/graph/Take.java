package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Elements along one axis in another order, number, or distance: {@code y[…, i, …] = x[…,
 * indices[i], …]}, and 0 where the index is {@link #NOWHERE}. What steps, flips, repeats, mirrors
 * or spreads is this, one axis at a time.
 *
 * @param axis counted with the batch axis; at least 1
 */
public record Take(int axis, List<Integer> indices) implements Op {

  /** The index of a zero that is put in. */
  public static final int NOWHERE = -1;

  public Take {
    indices = List.copyOf(indices);
    if (indices.isEmpty() || indices.stream().anyMatch(index -> index < NOWHERE)) {
      throw new IllegalArgumentException(
          "expected indices of at least " + NOWHERE + ", found " + indices);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    int along = Checks.sampleAxis(axis, sample);
    for (int index : indices) {
      if (index >= sample.extent(along)) {
        throw new IllegalArgumentException(
            "expected indices below " + sample.extent(along) + ", found " + index);
      }
    }
    return sample.with(along, indices.size());
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
