package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Convolution over one or two spatial axes, zero padding.
 *
 * @param weight {@code [outChannels, inChannels/groups, k…]}
 * @param bias {@code [outChannels]}
 * @param groups number of independent groups of channels; inChannels for a depthwise layer
 */
public record Conv(Tensor weight, Tensor bias, Window window, int groups) implements Op {

  public Conv {
    Shape w = weight.shape();
    if (window.rank() > 2) {
      throw new IllegalArgumentException(
          "expected one or two spatial axes, found " + window.rank());
    }
    if (w.rank() != window.rank() + 2 || !w.toList().subList(2, w.rank()).equals(window.kernel())) {
      throw new IllegalArgumentException(
          "expected a kernel of " + window.kernel() + ", found weights of shape " + w);
    }
    if (groups < 1 || w.extent(0) % groups != 0) {
      throw new IllegalArgumentException(
          "expected groups that divide " + w.extent(0) + " output channels, found " + groups);
    }
    if (!bias.shape().equals(Shape.of(w.extent(0)))) {
      throw new IllegalArgumentException(
          "expected a bias of shape [" + w.extent(0) + "], found " + bias.shape());
    }
  }

  public int inChannels() {
    return weight.shape().extent(1) * groups;
  }

  public int outChannels() {
    return weight.shape().extent(0);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Shape positions = window.outputExtents(sample, false);
    if (sample.extent(0) != inChannels()) {
      throw new IllegalArgumentException(
          "expected " + inChannels() + " input channels, found a sample of shape " + sample);
    }
    return positions.prepend(outChannels());
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
