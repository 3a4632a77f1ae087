package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronModel;

/**
 * Chooses the parameters of one channel by trying them on its sampled neurons: the candidate whose
 * mean output over the readout window is nearest to the ANN's activation in squared error wins,
 * each after its bias was corrected to the right mean.
 */
final class ChannelSearch {

  /** Factors on the calibrated scale. */
  private static final float[] FACTORS = {0.6f, 0.75f, 0.9f, 1.05f, 1.2f, 1.4f, 1.6f, 2};

  /** Initial potentials in threshold units. */
  private static final float[] POTENTIALS = {0, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f, 0.75f, 1};

  private final ChannelSamples samples;
  private final int timesteps;
  private final int start;
  private final NeuronRun neurons;
  private final float[] before;

  /**
   * @param timesteps T
   * @param start t₀: the output counts from this timestep on
   */
  ChannelSearch(ChannelSamples samples, NeuronModel.If model, int timesteps, int start) {
    this.samples = samples;
    this.timesteps = timesteps;
    this.start = start;
    this.neurons = new NeuronRun(model, samples.size());
    this.before = new float[samples.size()];
  }

  /**
   * The best parameters.
   *
   * @param scale the calibrated scale
   * @param potential initial potential where it is not searched
   * @param largest scales above are not tried
   */
  Candidate search(float scale, float potential, float largest, Tuning tuning) {
    float[] factors = tuning.scales() ? FACTORS : new float[] {1};
    float[] potentials =
        tuning.potentials() == Tuning.Potentials.CHANNEL ? POTENTIALS : new float[] {potential};
    // First as calibrated: what does no better, as on a channel that is silent, changes nothing.
    Candidate best = candidate(scale, potential, largest, tuning);
    double least = errors(best).squared();
    for (float factor : factors) {
      for (float v0 : potentials) {
        Candidate candidate = candidate(scale * factor, v0, largest, tuning);
        double error = errors(candidate).squared();
        if (error < least) {
          least = error;
          best = candidate;
        }
      }
    }
    return best;
  }

  private Candidate candidate(float scale, float potential, float largest, Tuning tuning) {
    Candidate plain = new Candidate(Math.min(scale, largest), potential, 0);
    return tuning.bias() ? corrected(plain) : plain;
  }

  /** Light bias calibration (Li et al. 2021): b −= mean(s̄) − mean(a). */
  private Candidate corrected(Candidate candidate) {
    Candidate better = candidate;
    for (int round = 0; round < Tuning.BIAS_ROUNDS; round++) {
      better = better.withBias((float) (better.bias() - errors(better).mean()));
    }
    return better;
  }

  /** Mean and mean square of output minus activation. */
  private record Errors(double mean, double squared) {}

  private Errors errors(Candidate candidate) {
    neurons.start(candidate.potential());
    for (int t = 0; t < timesteps; t++) {
      if (t == start) {
        System.arraycopy(neurons.spikes(), 0, before, 0, before.length);
      }
      neurons.step(samples.current(t), 0, candidate.scale(), candidate.bias());
    }
    float[] spikes = neurons.spikes();
    double perSpike = (double) candidate.scale() / (timesteps - start);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < spikes.length; i++) {
      double error = (spikes[i] - before[i]) * perSpike - samples.activations()[i];
      sum += error;
      squares += error * error;
    }
    return new Errors(sum / spikes.length, squares / spikes.length);
  }
}
