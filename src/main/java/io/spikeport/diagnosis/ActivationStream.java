package io.spikeport.diagnosis;

import io.spikeport.calibration.OnnxRuntimeNetwork;
import io.spikeport.data.Dataset;
import io.spikeport.data.array.Finite;
import io.spikeport.tensor.Shape;
import java.util.Optional;

/** The trained network's activations of one image after the other, computed batch by batch. */
final class ActivationStream {

  private final OnnxRuntimeNetwork network;
  private final Dataset data;
  private final int images;
  private final float[] samples;
  private int first;
  private int count;
  private int current = -1;

  /**
   * @param data preprocessed images
   * @param images the first of them that are wanted
   */
  ActivationStream(OnnxRuntimeNetwork network, Dataset data, int images) {
    this.network = network;
    this.data = data;
    this.images = images;
    this.samples = new float[Math.multiplyExact(network.batch(), data.sampleShape().size())];
  }

  /** Goes on to the next image. */
  void next() {
    current++;
    if (current == first + count) {
      first = current;
      count = Math.min(network.batch(), images - first);
      data.read(first, count, samples);
      network.run(samples, count);
    }
  }

  /** Shape of one image's activations, after {@link #next}; see {@link OnnxRuntimeNetwork}. */
  Optional<Shape> shape(String value) {
    return network.sampleShape(value);
  }

  /** Activations of the current image. */
  void read(String value, float[] target) {
    network.value(value).get((current - first) * target.length, target);
    Finite.require(target, "image " + current + ": '" + value + "' of the trained network");
  }
}
