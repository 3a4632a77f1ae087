package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.stream.IntStream;

/** Chooses the parameters of one neuron layer, given what it receives and what the ANN says. */
final class LayerTuner {

  /** Samples per channel; many are enough for a mean square error within a few percent. */
  private static final Samples FEW = new Samples(200, 500, ChannelSearch.RUNS_ON_FEW);

  private static final Samples MANY = new Samples(1000, 8000, ChannelSearch.RUNS_ON_MANY);

  /** Neuron updates that may be spent on a layer; layers of many channels take fewer samples. */
  private static final long WORK = 200_000_000L;

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
    int perChannel = sample.stride(0);
    SamplePositions few =
        SamplePositions.of(currents.length, perChannel, FEW.of(channels, timesteps));
    SamplePositions many =
        SamplePositions.of(currents.length, perChannel, MANY.of(channels, timesteps));
    ChannelSearch search = new ChannelSearch(neurons, timesteps, start, tuning, largest);
    float[] scales = new float[channels];
    float[] outputScales = new float[channels];
    float[] biases = new float[channels];
    float[] starts = new float[channels];
    IntStream.range(0, channels)
        .parallel()
        .forEach(
            c -> {
              float calibrated = scale.get(scale.isScalar() ? 0 : c);
              Candidate best =
                  search.search(
                      ChannelSamples.of(currents, activations, sample, c, few),
                      ChannelSamples.of(currents, activations, sample, c, many),
                      calibrated,
                      initialPotential);
              scales[c] = best.scale();
              outputScales[c] = best.outputScale();
              biases[c] = best.bias();
              starts[c] = best.potential();
            });
    LayerRun run = new LayerRun(neurons, sample, timesteps);
    float[] potentials = new float[sample.size()];
    for (int i = 0; i < potentials.length; i++) {
      potentials[i] = starts[i / perChannel];
    }
    float[][] outputs = run.outputs(currents, scales, outputScales, biases, potentials);
    boolean perNeuron = tuning.potentials() == Tuning.Potentials.NEURON;
    for (int round = 0; perNeuron && round < Tuning.POTENTIAL_ROUNDS; round++) {
      correct(potentials, outputs, activations, outputScales, sample);
      outputs = run.outputs(currents, scales, outputScales, biases, potentials);
    }
    Tensor potential =
        perNeuron ? Tensor.wrap(sample, potentials) : Tensor.wrap(Shape.of(channels), starts);
    return new Tuned(
        new NeuronParameters(
            Tensor.wrap(Shape.of(channels), scales),
            Tensor.wrap(Shape.of(channels), outputScales),
            potential,
            Tensor.wrap(Shape.of(channels), biases)),
        outputs);
  }

  private record Samples(int least, int most, int runs) {

    int of(int channels, int timesteps) {
      long affordable = WORK / ((long) runs * timesteps * channels);
      return (int) Math.max(least, Math.min(most, affordable));
    }
  }

  /** v₀ += (E[a] − E[s̄])·T/s for each neuron, the means over the images. */
  private void correct(
      float[] potentials,
      float[][] outputs,
      float[][] activations,
      float[] outputScales,
      Shape sample) {
    for (int i = 0; i < potentials.length; i++) {
      double difference = 0;
      for (int image = 0; image < outputs.length; image++) {
        double sum = 0;
        for (int t = start; t < timesteps; t++) {
          sum += outputs[image][t * potentials.length + i];
        }
        difference += activations[image][i] * (timesteps - start) - sum;
      }
      double step = difference / outputs.length / outputScales[i / sample.stride(0)];
      potentials[i] =
          (float) Math.max(-POTENTIAL_BOUND, Math.min(POTENTIAL_BOUND, potentials[i] + step));
    }
  }
}
