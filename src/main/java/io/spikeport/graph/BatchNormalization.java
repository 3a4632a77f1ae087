package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Batch normalisation at inference, per channel (axis 1): {@code y = γ·(x − μ)/√(σ² + ε) + β}
 * (Ioffe &amp; Szegedy 2015). All parameters have shape {@code [C]}.
 *
 * @param scale γ
 * @param bias β
 * @param mean μ
 * @param variance σ²
 * @param epsilon ε
 */
public record BatchNormalization(
    Tensor scale, Tensor bias, Tensor mean, Tensor variance, float epsilon) implements Op {

  public BatchNormalization {
    Shape channels = scale.shape();
    if (channels.rank() != 1
        || !bias.shape().equals(channels)
        || !mean.shape().equals(channels)
        || !variance.shape().equals(channels)) {
      throw new IllegalArgumentException(
          "expected four vectors of one length, found "
              + List.of(channels, bias.shape(), mean.shape(), variance.shape()));
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.perChannel("scale", scale, sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
