package io.spikeport.rewrite;

import io.spikeport.tensor.Tensor;
import java.util.Objects;

/**
 * The numbers of one neuron layer that stand in for a ReLU.
 *
 * @param scale activation scale s: a scalar, or one per channel; positive
 * @param initialPotential v₀ in threshold units: a scalar, one per channel, or one per neuron
 * @param bias added to the layer's input in activation units: a scalar, or one per channel; 0
 *     unless calibrated
 */
public record NeuronParameters(Tensor scale, Tensor initialPotential, Tensor bias) {

  public NeuronParameters {
    Objects.requireNonNull(scale);
    Objects.requireNonNull(initialPotential);
    Objects.requireNonNull(bias);
  }

  /** Parameters with one initial potential for all neurons and no bias. */
  public static NeuronParameters of(Tensor scale, float initialPotential) {
    return new NeuronParameters(scale, Tensor.scalar(initialPotential), Tensor.scalar(0));
  }

  /** These parameters with every scale at most {@code maximum}. */
  NeuronParameters clipped(float maximum) {
    float[] values = scale.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(values[i], maximum);
    }
    return new NeuronParameters(Tensor.wrap(scale.shape(), values), initialPotential, bias);
  }
}
