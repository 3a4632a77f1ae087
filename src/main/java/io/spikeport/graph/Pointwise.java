package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/** {@code y = f(x)}, per element; f is no ReLU, which has an operator of its own. */
public record Pointwise(Activation activation) implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    activation.check(sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
