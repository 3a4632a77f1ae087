package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Permutes the axes of each sample; the batch axis stays first.
 *
 * @param permutation axes counted with the batch axis, without axis 0: {@code [3, 1, 2]} turns
 *     {@code [N,C,H,W]} into {@code [N,W,C,H]}
 */
public record Transpose(List<Integer> permutation) implements Op {

  public Transpose {
    permutation = List.copyOf(permutation);
    List<Integer> axes = IntStream.rangeClosed(1, permutation.size()).boxed().toList();
    if (!permutation.stream().sorted().toList().equals(axes)) {
      throw new IllegalArgumentException(
          "expected a permutation of " + axes + ", found " + permutation);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    if (sample.rank() != permutation.size()) {
      throw new IllegalArgumentException(
          "expected " + permutation.size() + " axes, found a sample of shape " + sample);
    }
    return Shape.of(permutation.stream().map(axis -> sample.extent(axis - 1)).toList());
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
