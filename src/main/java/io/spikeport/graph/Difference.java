package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * What has changed since the timestep before, per element: {@code y(t) = x(t) − x(t − 1)}, x being
 * 0 before the first timestep. Part of a graph made ready to run by {@link DeltaCoding}; no file
 * holds it.
 */
public record Difference() implements DeltaStep {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.only(inputs);
  }
}
