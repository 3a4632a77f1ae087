package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Mean over each position of a window.
 *
 * @param countIncludePad whether padding counts in the divisor; what {@code ceilMode} adds beyond
 *     the padding never does
 */
public record AveragePool(Window window, boolean ceilMode, boolean countIncludePad) implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.pooled(window, ceilMode, inputs);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
