package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Max pooling of spikes by lateral inhibition (Li &amp; Zeng 2022): {@code y(t) = max S(t) − max
 * S(t−1)} over each position of the window, S being the input summed over time. Its sum over time
 * is exactly the maximum of the sums. The state is S, 0 before the first timestep.
 */
public record InhibitedMaxPool(Window window, boolean ceilMode) implements StatefulOp {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.pooled(window, ceilMode, inputs);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
