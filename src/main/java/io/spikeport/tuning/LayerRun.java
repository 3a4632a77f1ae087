package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronModel;
import io.spikeport.tensor.Shape;
import java.util.stream.IntStream;

/** All neurons of a layer over all timesteps of all images. */
final class LayerRun {

  private final NeuronModel.If neurons;
  private final Shape sample;
  private final int timesteps;

  LayerRun(NeuronModel.If neurons, Shape sample, int timesteps) {
    this.neurons = neurons;
    this.sample = sample;
    this.timesteps = timesteps;
  }

  /**
   * Output of the layer in activation units, spikes times output scale.
   *
   * @param currents per image {@code [T or 1, C, …]}
   * @param scales per channel
   * @param outputScales per channel
   * @param biases per channel
   * @param potentials initial potential of each neuron, in threshold units
   * @return per image {@code [T, C, …]}
   */
  float[][] outputs(
      float[][] currents,
      float[] scales,
      float[] outputScales,
      float[] biases,
      float[] potentials) {
    float[][] outputs = new float[currents.length][];
    IntStream.range(0, currents.length)
        .parallel()
        .forEach(i -> outputs[i] = output(currents[i], scales, outputScales, biases, potentials));
    return outputs;
  }

  private float[] output(
      float[] current, float[] scales, float[] outputScales, float[] biases, float[] potentials) {
    int size = sample.size();
    int perChannel = sample.stride(0);
    int rows = current.length / size;
    float[] output = new float[Math.multiplyExact(timesteps, size)];
    NeuronRun run = new NeuronRun(neurons, perChannel);
    float[] initial = new float[perChannel];
    float[] last = new float[perChannel];
    for (int c = 0; c < sample.extent(0); c++) {
      int first = c * perChannel;
      System.arraycopy(potentials, first, initial, 0, perChannel);
      run.start(initial);
      java.util.Arrays.fill(last, 0);
      for (int t = 0; t < timesteps; t++) {
        int at = Math.min(t, rows - 1) * size + first;
        run.step(current, at, scales[c], biases[c]);
        put(run.spikes(), last, outputScales[c], output, t * size + first);
      }
    }
    return output;
  }

  /** What is new in the spike counts, times the scale; it counts as old from then on. */
  private static void put(float[] spikes, float[] last, float scale, float[] output, int at) {
    for (int i = 0; i < spikes.length; i++) {
      output[at + i] = (spikes[i] - last[i]) * scale;
      last[i] = spikes[i];
    }
  }
}
