package io.spikeport.diagnosis;

import io.spikeport.calibration.Derivation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Objects;

/**
 * A neuron layer and the value that it stands for.
 *
 * @param name name of the neuron layer
 * @param shape shape of one sample, the same on both sides
 * @param source the ONNX value that it is, or that it follows from
 * @param scale activation scale s: a scalar, or one per channel
 * @param maximumSpikes Γ: spikes that a neuron may send in one timestep
 */
record ComparedLayer(String name, Shape shape, Derivation source, Tensor scale, int maximumSpikes) {

  ComparedLayer {
    Objects.requireNonNull(name);
    Objects.requireNonNull(source);
    if (!scale.isScalar()
        && (shape.rank() == 0 || !scale.shape().equals(Shape.of(shape.extent(0))))) {
      throw new IllegalArgumentException("scales of shape " + scale.shape() + " for " + shape);
    }
  }

  /** Name of the ONNX value to read. */
  String value() {
    return source.value();
  }

  /** Activation scale of a channel. */
  float scale(int channel) {
    return scale.isScalar() ? scale.get(0) : scale.get(channel);
  }

  int channels() {
    return scale.isScalar() ? 1 : scale.size();
  }
}
