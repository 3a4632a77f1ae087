package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Checks shared by several operators. All throw {@link IllegalArgumentException}. */
final class Checks {

  private Checks() {}

  static Shape only(List<Shape> inputs) {
    arity(inputs, 1);
    return inputs.get(0);
  }

  static void arity(List<Shape> inputs, int expected) {
    if (inputs.size() != expected) {
      throw new IllegalArgumentException(
          "expected " + expected + " input(s), found " + inputs.size());
    }
  }

  /** Axis of a sample's shape for an axis counted with the batch axis. */
  static int sampleAxis(int axis, Shape sample) {
    if (axis < 1 || axis > sample.rank()) {
      throw new IllegalArgumentException(
          "expected an axis of 1 to " + sample.rank() + ", found " + axis);
    }
    return axis - 1;
  }

  /** A scalar, or one value per channel of {@code sample}. */
  static void perLayerOrChannel(String what, Tensor values, Shape sample) {
    if (!values.isScalar()) {
      perChannel(what, values, sample);
    }
  }

  /** A scalar, one value per channel, or one per element of {@code sample}. */
  static void perLayerChannelOrElement(String what, Tensor values, Shape sample) {
    if (!values.shape().equals(sample)) {
      perLayerOrChannel(what, values, sample);
    }
  }

  static void perChannel(String what, Tensor values, Shape sample) {
    if (sample.rank() < 1 || !values.shape().equals(Shape.of(sample.extent(0)))) {
      throw new IllegalArgumentException(
          "expected one "
              + what
              + " per channel of "
              + sample
              + ", found values of shape "
              + values.shape());
    }
  }

  static void finite(String what, Tensor values) {
    for (int i = 0; i < values.size(); i++) {
      if (!Float.isFinite(values.get(i))) {
        throw new IllegalArgumentException(
            "expected a finite " + what + ", found " + values.get(i) + " at position " + i);
      }
    }
  }

  static void positive(String what, Tensor values) {
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) > 0) || Float.isInfinite(values.get(i))) {
        throw new IllegalArgumentException(
            "expected a positive " + what + ", found " + values.get(i) + " at position " + i);
      }
    }
  }

  static void threshold(Tensor threshold) {
    positive("threshold", threshold);
  }

  static Shape neuron(IntegratingNeuron neuron, List<Shape> inputs) {
    Shape sample = only(inputs);
    perLayerOrChannel("threshold", neuron.threshold(), sample);
    perLayerChannelOrElement("initial potential", neuron.initialPotential(), sample);
    return sample;
  }

  /** Shape of a pooling operator's output: the channels of the input, the windows' positions. */
  static Shape pooled(Window window, boolean ceilMode, List<Shape> inputs) {
    Shape sample = only(inputs);
    return window.outputExtents(sample, ceilMode).prepend(sample.extent(0));
  }

  /** Shape of a global pooling operator's output: the channels, then 1 for every spatial axis. */
  static Shape global(List<Shape> inputs) {
    Shape sample = only(inputs);
    if (sample.rank() < 2) {
      throw new IllegalArgumentException(
          "expected spatial axes, found a sample of shape " + sample);
    }
    int[] extents = new int[sample.rank()];
    Arrays.fill(extents, 1);
    extents[0] = sample.extent(0);
    return Shape.of(extents);
  }
}
