package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Pads with a constant.
 *
 * @param begin elements added before, one entry per axis of the sample (channels first)
 * @param end elements added after, likewise
 * @param value what is added
 */
public record Pad(List<Integer> begin, List<Integer> end, float value) implements Op {

  public Pad {
    begin = List.copyOf(begin);
    end = List.copyOf(end);
    if (begin.size() != end.size()
        || begin.stream().anyMatch(p -> p < 0)
        || end.stream().anyMatch(p -> p < 0)) {
      throw new IllegalArgumentException(
          "expected non-negative pads before and after every axis, found " + begin + " and " + end);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    if (sample.rank() != begin.size()) {
      throw new IllegalArgumentException(
          "expected pads for " + sample.rank() + " axes, found " + begin.size());
    }
    int[] extents = sample.toArray();
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = Math.addExact(extents[axis], Math.addExact(begin.get(axis), end.get(axis)));
    }
    return Shape.of(extents);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
