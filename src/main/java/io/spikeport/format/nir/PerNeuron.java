package io.spikeport.format.nir;

import io.spikeport.format.nir.file.NirNode;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Optional;

/** NIR's parameters, one value per neuron, and ours, one per layer or channel. */
final class PerNeuron {

  private PerNeuron() {}

  /** A scalar, a value per channel or one per neuron, as one value per neuron. */
  static Tensor expand(Tensor values, Shape sample) {
    if (values.shape().equals(sample)) {
      return values;
    }
    if (values.isScalar()) {
      return Tensor.filled(sample, values.get(0));
    }
    float[] all = new float[sample.size()];
    int perChannel = sample.stride(0);
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i / perChannel);
    }
    return Tensor.wrap(sample, all);
  }

  /**
   * Values per neuron as a scalar or one per channel.
   *
   * @return nothing if they differ within a channel
   */
  static Optional<Tensor> collapse(Tensor values, Shape sample) {
    if (values.size() == 1) {
      return Optional.of(Tensor.scalar(values.get(0)));
    }
    int channels = sample.extent(0);
    int perChannel = sample.stride(0);
    float[] each = new float[channels];
    boolean same = true;
    for (int i = 0; i < values.size(); i++) {
      int channel = i / perChannel;
      if (i % perChannel == 0) {
        each[channel] = values.get(i);
      } else if (values.get(i) != each[channel]) {
        return Optional.empty();
      }
      same &= values.get(i) == values.get(0);
    }
    return Optional.of(same ? Tensor.scalar(values.get(0)) : Tensor.wrap(Shape.of(channels), each));
  }

  /**
   * A node's parameter.
   *
   * @return one value per neuron, or a single one for all
   */
  static Tensor matching(NirNode node, String field, Shape sample) {
    Tensor values = node.real(field);
    if (values.size() == 1) {
      return Tensor.scalar(values.get(0));
    }
    if (!values.shape().equals(sample)) {
      throw node.wrong(
          field,
          "one value per neuron, of shape " + sample + ", or a single one",
          "an array of shape " + values.shape());
    }
    return values;
  }
}
