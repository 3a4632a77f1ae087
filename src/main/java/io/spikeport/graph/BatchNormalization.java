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

  /** The same as one factor γ/√(σ² + ε) and one shift β − μ·γ/√(σ² + ε) per channel. */
  public ChannelAffine asAffine() {
    float[] factors = new float[scale.size()];
    float[] shifts = new float[factors.length];
    for (int c = 0; c < factors.length; c++) {
      double factor = scale.get(c) / Math.sqrt((double) variance.get(c) + epsilon);
      factors[c] = (float) factor;
      shifts[c] = (float) (bias.get(c) - mean.get(c) * factor);
    }
    return new ChannelAffine(Tensor.vector(factors), Tensor.vector(shifts));
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
