package io.spikeport.tuning;

import io.spikeport.tensor.Shape;

/**
 * Some neurons of one channel over all images: what they receive in each timestep and what the
 * ANN's activation is there.
 */
final class ChannelSamples {

  private final float[][] currents;
  private final float[] activations;
  private final double meanActivation;
  private final double meanSquaredActivation;

  /**
   * @param currents {@code [T][n]} in activation units, or {@code [1][n]} where constant
   * @param activations {@code [n]}
   */
  ChannelSamples(float[][] currents, float[] activations) {
    this.currents = currents;
    this.activations = activations;
    double sum = 0;
    double squares = 0;
    for (double activation : activations) {
      sum += activation;
      squares += activation * activation;
    }
    this.meanActivation = sum / activations.length;
    this.meanSquaredActivation = squares / activations.length;
  }

  /** The ANN's activations, {@code [n]}; not a copy. */
  float[] activations() {
    return activations;
  }

  int size() {
    return activations.length;
  }

  /** Current of timestep t; constant currents are there once. */
  float[] current(int t) {
    return currents[Math.min(t, currents.length - 1)];
  }

  /** Mean of the activations. */
  double meanActivation() {
    return meanActivation;
  }

  /** Mean of the squared activations. */
  double meanSquaredActivation() {
    return meanSquaredActivation;
  }

  /**
   * Takes the samples at the given positions.
   *
   * @param trains per image {@code [T or 1, …, C]}
   * @param targets per image {@code [1, …, C]}
   * @param sample shape of one sample, channels first
   */
  static ChannelSamples of(
      float[][] trains, float[][] targets, Shape sample, int channel, SamplePositions positions) {
    int channels = sample.extent(0);
    int count = positions.size();
    int rows = trains[0].length / sample.size();
    float[][] currents = new float[rows][count];
    float[] activations = new float[count];
    for (int k = 0; k < count; k++) {
      int image = positions.image(k);
      int position = positions.position(k) * channels + channel;
      activations[k] = targets[image][position];
      for (int t = 0; t < rows; t++) {
        currents[t][k] = trains[image][t * sample.size() + position];
      }
    }
    return new ChannelSamples(currents, activations);
  }
}
