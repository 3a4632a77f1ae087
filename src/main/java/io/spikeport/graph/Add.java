package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/** Sum of two or more values of one shape, as at the end of a residual block. */
public record Add() implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.stream().distinct().count() > 1) {
      throw new IllegalArgumentException(
          "expected two or more inputs of one shape, found " + inputs);
    }
    return inputs.get(0);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
