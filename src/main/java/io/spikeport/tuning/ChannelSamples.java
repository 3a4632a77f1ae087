package io.spikeport.tuning;

import io.spikeport.tensor.Shape;

/**
 * Some neurons of one channel over all images: what they receive in each timestep and what the
 * ANN's activation is there.
 */
final class ChannelSamples {

  /** Fraction of the golden ratio: multiples of it, modulo 1, fill an interval evenly. */
  private static final double GOLDEN = 0.6180339887498949;

  private final float[][] currents;
  private final float[] activations;

  /**
   * @param currents {@code [T][n]} in activation units, or {@code [1][n]} where constant
   * @param activations {@code [n]}
   */
  ChannelSamples(float[][] currents, float[] activations) {
    this.currents = currents;
    this.activations = activations;
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

  /**
   * Takes samples spread evenly over images and positions, the same ones on every run.
   *
   * @param trains per image {@code [T or 1, C, …]}
   * @param targets per image {@code [C, …]}
   * @param most how many samples at most
   */
  static ChannelSamples of(
      float[][] trains, float[][] targets, Shape sample, int channel, int most) {
    int perChannel = sample.stride(0);
    long all = (long) trains.length * perChannel;
    int count = (int) Math.min(most, all);
    int rows = trains[0].length / sample.size();
    float[][] currents = new float[rows][count];
    float[] activations = new float[count];
    for (int k = 0; k < count; k++) {
      double fraction = count == all ? (k + 0.5) / all : (k + 0.5) * GOLDEN % 1.0;
      long index = Math.min(all - 1, (long) (fraction * all));
      int image = (int) (index / perChannel);
      int position = channel * perChannel + (int) (index % perChannel);
      activations[k] = targets[image][position];
      for (int t = 0; t < rows; t++) {
        currents[t][k] = trains[image][t * sample.size() + position];
      }
    }
    return new ChannelSamples(currents, activations);
  }
}
