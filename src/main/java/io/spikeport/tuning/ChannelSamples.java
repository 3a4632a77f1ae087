package io.spikeport.tuning;

import io.spikeport.simulation.ValuesOverTime;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
   * Takes the samples at the given positions, for some channels at once: values are stored channels
   * last, so that what one channel needs brings the others' along.
   *
   * @param trains what the neurons receive
   * @param targets the ANN's activations
   * @param sample shape of one sample, channels first
   * @param first channel
   * @param number of channels
   */
  static List<ChannelSamples> of(
      ValuesOverTime trains,
      ValuesOverTime targets,
      Shape sample,
      int first,
      int number,
      SamplePositions positions) {
    float[][][] currents = new float[trains.rows()][][];
    IntStream.range(0, currents.length)
        .parallel()
        .forEach(
            t ->
                currents[t] = gather(trains, t * sample.size() + first, sample, number, positions));
    float[][] activations = gather(targets, first, sample, number, positions);
    List<ChannelSamples> channels = new ArrayList<>();
    for (int c = 0; c < number; c++) {
      int channel = c;
      float[][] train = Arrays.stream(currents).map(row -> row[channel]).toArray(float[][]::new);
      channels.add(new ChannelSamples(train, activations[c]));
    }
    return channels;
  }

  /** Values {@code [number][positions]}, the first position's being at {@code offset}. */
  private static float[][] gather(
      ValuesOverTime trains, int offset, Shape sample, int number, SamplePositions positions) {
    float[][] channels = new float[number][positions.size()];
    int all = sample.extent(0);
    for (int k = 0; k < positions.size(); k++) {
      float[] image = trains.image(positions.image(k));
      int from = offset + positions.position(k) * all;
      for (int c = 0; c < number; c++) {
        channels[c][k] = image[from + c];
      }
    }
    return channels;
  }
}
