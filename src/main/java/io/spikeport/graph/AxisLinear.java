package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Weighted sums along one axis, the same everywhere else: {@code y[…, o, …] = Σᵢ matrix[o, i]·x[…,
 * i, …]}. Interpolation and reductions are this, one axis at a time; what a network has trained is
 * a {@link Conv} or a {@link Linear}.
 *
 * @param axis counted with the batch axis; at least 1
 * @param matrix {@code [out, in]}
 */
public record AxisLinear(int axis, Tensor matrix) implements Op {

  public AxisLinear {
    if (matrix.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "expected a matrix of two axes, found one of shape " + matrix.shape());
    }
    Checks.finite("matrix", matrix);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    int along = Checks.sampleAxis(axis, sample);
    if (sample.extent(along) != matrix.shape().extent(1)) {
      throw new IllegalArgumentException(
          "expected an extent of "
              + matrix.shape().extent(1)
              + " along axis "
              + axis
              + ", found a sample of shape "
              + sample);
    }
    return sample.with(along, matrix.shape().extent(0));
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
