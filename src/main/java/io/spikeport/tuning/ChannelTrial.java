package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronModel;

/** Runs the sampled neurons of one channel with candidate parameters. */
final class ChannelTrial {

  private final ChannelSamples samples;
  private final int timesteps;
  private final int start;
  private final NeuronRun neurons;
  private final float[] before;

  /**
   * @param timesteps T
   * @param start t₀: spikes count from this timestep on
   */
  ChannelTrial(ChannelSamples samples, NeuronModel.If model, int timesteps, int start) {
    this.samples = samples;
    this.timesteps = timesteps;
    this.start = start;
    this.neurons = new NeuronRun(model, samples.size());
    this.before = new float[samples.size()];
  }

  Moments run(Candidate candidate) {
    neurons.start(candidate.potential());
    for (int t = 0; t < timesteps; t++) {
      if (t == start) {
        System.arraycopy(neurons.spikes(), 0, before, 0, before.length);
      }
      neurons.step(samples.current(t), candidate.scale(), candidate.bias());
    }
    float[] spikes = neurons.spikes();
    float[] activations = samples.activations();
    // Counts are whole numbers, so their sums are exact whatever their order.
    double counts = 0;
    double squares = 0;
    double products = 0;
    for (int i = 0; i < spikes.length; i++) {
      double count = spikes[i] - before[i];
      counts += count;
      squares += count * count;
      products += count * activations[i];
    }
    double rate = 1.0 / (timesteps - start);
    int n = spikes.length;
    return new Moments(
        counts * rate / n,
        squares * rate * rate / n,
        products * rate / n,
        samples.meanActivation(),
        samples.meanSquaredActivation());
  }
}
