package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * Max pooling of spikes by a gate (Rueckauer et al. 2017): passes, at each position of the window,
 * the input whose sum over time is the largest so far, this timestep included; ties go to the first
 * in row-major order. Its state is the accumulated input, 0 before the first timestep.
 */
public record GatedMaxPool(Window window, boolean ceilMode) implements StatefulOp {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.pooled(window, ceilMode, inputs);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
