package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Nearest-neighbour enlargement by whole factors: {@code y[c, i, j] = x[c, ⌊i/f₀⌋, ⌊j/f₁⌋]}.
 *
 * @param factors one per spatial axis, at least 1
 */
public record Upsample(List<Integer> factors) implements Op {

  public Upsample {
    factors = List.copyOf(factors);
    if (factors.stream().anyMatch(f -> f < 1)) {
      throw new IllegalArgumentException("expected factors of at least 1, found " + factors);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    if (sample.rank() != factors.size() + 1) {
      throw new IllegalArgumentException(
          "expected " + factors.size() + " spatial axes, found a sample of shape " + sample);
    }
    int[] extents = sample.toArray();
    for (int axis = 1; axis < extents.length; axis++) {
      extents[axis] = Math.multiplyExact(extents[axis], factors.get(axis - 1));
    }
    return Shape.of(extents);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
