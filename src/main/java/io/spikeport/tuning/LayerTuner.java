package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.simulation.ValuesOverTime;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the parameters of one neuron layer, given what it receives and what the ANN says. */
final class LayerTuner {

  /** Samples per channel; many are enough for a mean square error within a few percent. */
  private static final Samples FEW = new Samples(200, 500, ChannelSearch.RUNS_ON_FEW);

  private static final Samples MANY = new Samples(1000, 8000, ChannelSearch.RUNS_ON_MANY);

  /** Neuron updates that may be spent on a layer; layers of many channels take fewer samples. */
  private static final long WORK = 200_000_000L;

  /** Channels whose samples are taken together: a bound on their memory. */
  private static final int TOGETHER = 64;

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

  /** Parameters, and what the layer then puts out: T rows. */
  record Tuned(NeuronParameters parameters, ValuesOverTime outputs) {}

  /** What the layer puts out with given parameters, in activation units. */
  interface Firing {
    /**
     * @param last whether this is the last time: the currents may be overwritten
     */
    ValuesOverTime outputs(NeuronParameters parameters, boolean last);
  }

  /**
   * Tunes.
   *
   * @param currents in activation units
   * @param activations the ANN's
   * @param sample shape of one sample, channels first
   * @param scale calibrated scale, a scalar or per channel
   * @param largest no scale may be above
   */
  Tuned tune(
      ValuesOverTime currents,
      ValuesOverTime activations,
      Shape sample,
      Tensor scale,
      float initialPotential,
      float largest,
      Firing firing) {
    int channels = sample.extent(0);
    int perChannel = sample.stride(0);
    int images = currents.images();
    SamplePositions few = SamplePositions.of(images, perChannel, FEW.of(channels, timesteps));
    SamplePositions many = SamplePositions.of(images, perChannel, MANY.of(channels, timesteps));
    ChannelSearch search = new ChannelSearch(neurons, timesteps, start, tuning, largest);
    float[] scales = new float[channels];
    float[] outputScales = new float[channels];
    float[] biases = new float[channels];
    float[] starts = new float[channels];
    for (int first = 0; first < channels; first += TOGETHER) {
      int from = first;
      int number = Math.min(TOGETHER, channels - first);
      List<ChannelSamples> onFew =
          ChannelSamples.of(currents, activations, sample, first, number, few);
      List<ChannelSamples> onMany =
          ChannelSamples.of(currents, activations, sample, first, number, many);
      IntStream.range(0, number)
          .parallel()
          .forEach(
              k -> {
                int c = from + k;
                float calibrated = scale.get(scale.isScalar() ? 0 : c);
                Candidate best =
                    search.search(onFew.get(k), onMany.get(k), calibrated, initialPotential);
                scales[c] = best.scale();
                outputScales[c] = best.outputScale();
                biases[c] = best.bias();
                starts[c] = best.potential();
              });
    }
    boolean perNeuron = tuning.potentials() == Tuning.Potentials.NEURON;
    NeuronParameters parameters =
        new NeuronParameters(
            Tensor.vector(scales),
            Tensor.vector(outputScales),
            perNeuron ? perNeuron(starts, sample) : Tensor.vector(starts),
            Tensor.vector(biases));
    int rounds = perNeuron ? Tuning.POTENTIAL_ROUNDS : 0;
    Tuned tuned = new Tuned(parameters, firing.outputs(parameters, rounds == 0));
    for (int round = 1; round <= rounds; round++) {
      NeuronParameters corrected = corrected(tuned, activations, sample);
      tuned = new Tuned(corrected, firing.outputs(corrected, round == rounds));
    }
    return tuned;
  }

  private static Tensor perNeuron(float[] perChannel, Shape sample) {
    float[] values = new float[sample.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = perChannel[i / sample.stride(0)];
    }
    return Tensor.wrap(sample, values);
  }

  private record Samples(int least, int most, int runs) {

    int of(int channels, int timesteps) {
      long affordable = WORK / ((long) runs * timesteps * channels);
      return (int) Math.max(least, Math.min(most, affordable));
    }
  }

  /** v₀ += (E[a] − E[s̄])·T/s for each neuron, the means over the images. */
  private NeuronParameters corrected(Tuned tuned, ValuesOverTime activations, Shape sample) {
    NeuronParameters before = tuned.parameters();
    float[] potentials = before.initialPotential().toArray();
    int channels = sample.extent(0);
    for (int i = 0; i < potentials.length; i++) {
      int channel = i / sample.stride(0);
      int stored = i % sample.stride(0) * channels + channel;
      double difference = 0;
      for (int image = 0; image < activations.images(); image++) {
        double sum = 0;
        float[] outputs = tuned.outputs().image(image);
        for (int t = start; t < timesteps; t++) {
          sum += outputs[t * potentials.length + stored];
        }
        difference += activations.image(image)[stored] * (timesteps - start) - sum;
      }
      double step = difference / activations.images() / before.outputScale().get(channel);
      potentials[i] =
          (float) Math.max(-POTENTIAL_BOUND, Math.min(POTENTIAL_BOUND, potentials[i] + step));
    }
    return new NeuronParameters(
        before.scale(), before.outputScale(), Tensor.wrap(sample, potentials), before.bias());
  }
}
