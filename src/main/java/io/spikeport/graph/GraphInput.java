package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.Objects;

/**
 * The one input of a {@link Graph}.
 *
 * @param name unique among the graph's nodes
 * @param shape shape of one sample, channels first: {@code [C,H,W]}
 */
public record GraphInput(String name, Shape shape) {

  public GraphInput {
    Objects.requireNonNull(name);
    Objects.requireNonNull(shape);
  }
}
