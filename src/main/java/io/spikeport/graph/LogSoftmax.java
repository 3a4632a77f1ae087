package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Logarithm of the softmax along one axis: {@code y = x − log Σ exp(x)}.
 *
 * @param axis counted with the batch axis; at least 1
 */
public record LogSoftmax(int axis) implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.sampleAxis(axis, sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
