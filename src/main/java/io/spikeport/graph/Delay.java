package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Holds its input back, per element: {@code y(t) = x(t − d)}, and 0 in the first d timesteps. NIR's
 * Delay (Pedersen et al. 2024; {@code nir/ir/delay.py}), with the delay in timesteps.
 *
 * @param timesteps d, at least 1
 */
public record Delay(int timesteps) implements StatefulOp {

  /** 1 GiB of float32 for what is held back of one image. */
  private static final int MAXIMUM_ELEMENTS = 1 << 28;

  public Delay {
    if (timesteps < 1) {
      throw new IllegalArgumentException(
          "expected a delay of at least 1 timestep, found " + timesteps);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    if ((long) timesteps * sample.size() > MAXIMUM_ELEMENTS) {
      throw new IllegalArgumentException(
          "expected at most "
              + MAXIMUM_ELEMENTS
              + " values held back, found "
              + timesteps
              + " timesteps of "
              + sample.size()
              + " values");
    }
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
