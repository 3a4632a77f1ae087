package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Fully connected layer on flat samples: {@code y = W·x + b}.
 *
 * @param weight {@code [outFeatures, inFeatures]}
 * @param bias {@code [outFeatures]}
 */
public record Linear(Tensor weight, Tensor bias) implements Op {

  public Linear {
    if (weight.shape().rank() != 2 || !bias.shape().equals(Shape.of(weight.shape().extent(0)))) {
      throw new IllegalArgumentException(
          "expected a weight [out, in] and a bias [out], found "
              + weight.shape()
              + " and "
              + bias.shape());
    }
  }

  public int inFeatures() {
    return weight.shape().extent(1);
  }

  public int outFeatures() {
    return weight.shape().extent(0);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    if (!sample.equals(Shape.of(inFeatures()))) {
      throw new IllegalArgumentException(
          "expected a flat sample [" + inFeatures() + "], found " + sample);
    }
    return Shape.of(outFeatures());
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
