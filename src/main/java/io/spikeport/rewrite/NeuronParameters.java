package io.spikeport.rewrite;

import io.spikeport.tensor.Tensor;
import java.util.Objects;

/**
 * The numbers of one neuron layer that stand in for a ReLU.
 *
 * @param scale activation scale s, by which the current is divided: a scalar, or one per channel;
 *     positive
 * @param outputScale what one spike stands for, in activation units: s unless calibrated; of the
 *     same shape
 * @param initialPotential v₀ in threshold units: a scalar, one per channel, or one per neuron
 * @param bias added to the layer's input in activation units: a scalar, or one per channel; 0
 *     unless calibrated
 */
public record NeuronParameters(
    Tensor scale, Tensor outputScale, Tensor initialPotential, Tensor bias) {

  public NeuronParameters {
    Objects.requireNonNull(initialPotential);
    Objects.requireNonNull(bias);
    if (!outputScale.shape().equals(scale.shape())) {
      throw new IllegalArgumentException(
          "output scales of shape " + outputScale.shape() + " for scales of " + scale.shape());
    }
  }

  /** Parameters with one initial potential for all neurons, no gain and no bias. */
  public static NeuronParameters of(Tensor scale, float initialPotential) {
    return new NeuronParameters(scale, scale, Tensor.scalar(initialPotential), Tensor.scalar(0));
  }

  /** These parameters with every scale at most {@code maximum}. */
  NeuronParameters clipped(float maximum) {
    return new NeuronParameters(
        clipped(scale, maximum), clipped(outputScale, maximum), initialPotential, bias);
  }

  private static Tensor clipped(Tensor scale, float maximum) {
    float[] values = scale.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(values[i], maximum);
    }
    return Tensor.wrap(scale.shape(), values);
  }
}
