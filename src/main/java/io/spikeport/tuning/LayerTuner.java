package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.stream.IntStream;

/** Chooses the parameters of one neuron layer, given what it receives and what the ANN says. */
final class LayerTuner {

  /** Samples per channel; enough for a mean square error within a few percent. */
  private static final int SAMPLES = 1000;

  /** Neuron updates that the search over one layer may cost; larger layers take fewer samples. */
  private static final long WORK = 200_000_000L;

  private static final int LEAST_SAMPLES = 200;

  /** How far the calibration of potentials may go, in threshold units. */
  private static final float POTENTIAL_BOUND = 4;

  private final NeuronModel.If neurons;
  private final int timesteps;
  private final int start;
  private final Tuning tuning;

  LayerTuner(NeuronModel.If neurons, int timesteps, int start, Tuning tuning) {
    this.neurons = neurons;
    this.timesteps = timesteps;
    this.start = start;
    this.tuning = tuning;
  }

  /** Parameters, and what the layer then puts out. */
  static final class Tuned {

    private final NeuronParameters parameters;
    private final float[][] outputs;

    private Tuned(NeuronParameters parameters, float[][] outputs) {
      this.parameters = parameters;
      this.outputs = outputs;
    }

    NeuronParameters parameters() {
      return parameters;
    }

    /** Per image {@code [T, C, …]}, in activation units; not a copy. */
    float[][] outputs() {
      return outputs;
    }
  }

  /**
   * Tunes.
   *
   * @param currents per image {@code [T or 1, C, …]}, in activation units
   * @param activations the ANN's, per image {@code [C, …]}
   * @param scale calibrated scale, a scalar or per channel
   * @param largest no scale may be above
   */
  Tuned tune(
      float[][] currents,
      float[][] activations,
      Shape sample,
      Tensor scale,
      float initialPotential,
      float largest) {
    int channels = sample.extent(0);
    int most = samples(channels);
    float[] scales = new float[channels];
    float[] biases = new float[channels];
    float[] starts = new float[channels];
    IntStream.range(0, channels)
        .parallel()
        .forEach(
            c -> {
              ChannelSamples samples = ChannelSamples.of(currents, activations, sample, c, most);
              Candidate best =
                  new ChannelSearch(samples, neurons, timesteps, start)
                      .search(
                          scale.get(scale.isScalar() ? 0 : c), initialPotential, largest, tuning);
              scales[c] = best.scale();
              biases[c] = best.bias();
              starts[c] = best.potential();
            });
    LayerRun run = new LayerRun(neurons, sample, timesteps);
    float[] potentials = new float[sample.size()];
    for (int i = 0; i < potentials.length; i++) {
      potentials[i] = starts[i / sample.stride(0)];
    }
    float[][] outputs = run.outputs(currents, scales, biases, potentials);
    boolean perNeuron = tuning.potentials() == Tuning.Potentials.NEURON;
    for (int round = 0; perNeuron && round < Tuning.POTENTIAL_ROUNDS; round++) {
      correct(potentials, outputs, activations, scales, sample);
      outputs = run.outputs(currents, scales, biases, potentials);
    }
    Tensor potential =
        perNeuron ? Tensor.wrap(sample, potentials) : Tensor.wrap(Shape.of(channels), starts);
    return new Tuned(
        new NeuronParameters(
            Tensor.wrap(Shape.of(channels), scales),
            potential,
            Tensor.wrap(Shape.of(channels), biases)),
        outputs);
  }

  private int samples(int channels) {
    int candidates = tuning.scales() || tuning.potentials() == Tuning.Potentials.CHANNEL ? 200 : 3;
    long affordable = WORK / ((long) candidates * timesteps * channels);
    return (int) Math.max(LEAST_SAMPLES, Math.min(SAMPLES, affordable));
  }

  /** v₀ += (E[a] − E[s̄])·T/s for each neuron, the means over the images. */
  private void correct(
      float[] potentials, float[][] outputs, float[][] activations, float[] scales, Shape sample) {
    for (int i = 0; i < potentials.length; i++) {
      double difference = 0;
      for (int image = 0; image < outputs.length; image++) {
        double sum = 0;
        for (int t = start; t < timesteps; t++) {
          sum += outputs[image][t * potentials.length + i];
        }
        difference += activations[image][i] * (timesteps - start) - sum;
      }
      double step = difference / outputs.length / scales[i / sample.stride(0)];
      potentials[i] =
          (float) Math.max(-POTENTIAL_BOUND, Math.min(POTENTIAL_BOUND, potentials[i] + step));
    }
  }
}
