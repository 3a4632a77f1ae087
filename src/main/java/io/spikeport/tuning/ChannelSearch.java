package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the parameters of one channel by trying them on its sampled neurons: the candidate whose
 * mean output over the readout window is nearest to the ANN's activation in squared error wins,
 * each after its bias was corrected to the right mean and its output scale to the least error. All
 * are tried on few samples, those that do best there on many.
 */
final class ChannelSearch {

  /** Factors on the calibrated scale. */
  private static final float[] FACTORS = {0.6f, 0.75f, 0.9f, 1.05f, 1.2f, 1.4f, 1.6f, 2};

  /** Initial potentials in threshold units. */
  private static final float[] POTENTIALS = {0, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f, 0.75f, 1};

  /** Growth of the squared error that a right mean is worth, in each round. */
  private static final double WORTH = 1.05;

  /** Candidates that are tried on many samples. */
  private static final int FINALISTS = 6;

  /** Runs of the neurons on each of few samples, and on each of many, at most. */
  static final int RUNS_ON_FEW = FACTORS.length * POTENTIALS.length * (Tuning.BIAS_ROUNDS + 1);

  static final int RUNS_ON_MANY = (FINALISTS + 2) * (Tuning.BIAS_ROUNDS + 1);

  private final NeuronModel.If model;
  private final int timesteps;
  private final int start;
  private final Tuning tuning;
  private final float largest;

  /**
   * @param timesteps T
   * @param start t₀: the output counts from this timestep on
   * @param largest no scale may be above
   */
  ChannelSearch(NeuronModel.If model, int timesteps, int start, Tuning tuning, float largest) {
    this.model = model;
    this.timesteps = timesteps;
    this.start = start;
    this.tuning = tuning;
    this.largest = largest;
  }

  /**
   * The best parameters.
   *
   * @param few samples to try all candidates on
   * @param many samples to try the best of them on
   * @param scale the calibrated scale
   * @param potential initial potential where it is not searched
   */
  Candidate search(ChannelSamples few, ChannelSamples many, float scale, float potential) {
    float[] factors = tuning.scales() ? FACTORS : new float[] {1};
    float[] potentials =
        tuning.potentials() == Tuning.Potentials.CHANNEL ? POTENTIALS : new float[] {potential};
    List<Candidate> candidates = new ArrayList<>();
    for (float factor : factors) {
      for (float v0 : potentials) {
        candidates.add(Candidate.of(Math.min(scale * factor, largest), v0));
      }
    }
    Candidate calibrated = Candidate.of(Math.min(scale, largest), potential);
    ChannelTrial trial = new ChannelTrial(many, model, timesteps, start);
    Candidate best = best(trial, calibrated, finalists(few, candidates));
    return tuning.bias() && tuning.scales() ? settled(trial, best) : best;
  }

  /**
   * Brings the mean back, which the output scale of least error draws towards 0: what a layer lacks
   * on average adds up in the layers after it, so a little more squared error is worth it.
   */
  private Candidate settled(ChannelTrial trial, Candidate candidate) {
    Candidate best = candidate;
    Moments moments = trial.run(best);
    for (int round = 0; round < Tuning.BIAS_ROUNDS; round++) {
      double error = moments.meanError(best.outputScale());
      // A spike that stands for more than s answers a step of the bias more than fully.
      double step = error * Math.min(1, best.scale() / best.outputScale());
      Candidate next = best.withBias((float) (best.bias() - step));
      Moments after = trial.run(next);
      double allowed = WORTH * moments.squaredError(best.outputScale());
      if (after.squaredError(next.outputScale()) > allowed) {
        break;
      }
      best = next;
      moments = after;
    }
    return best;
  }

  private List<Candidate> finalists(ChannelSamples few, List<Candidate> candidates) {
    if (candidates.size() <= FINALISTS) {
      return candidates;
    }
    ChannelTrial trial = new ChannelTrial(few, model, timesteps, start);
    return candidates.stream()
        .map(candidate -> fit(trial, candidate))
        .sorted(Comparator.comparingDouble(Fitted::squaredError))
        .limit(FINALISTS)
        .map(Fitted::plain)
        .toList();
  }

  /** What does no better than as calibrated, as on a channel that is silent, changes nothing. */
  private Candidate best(ChannelTrial trial, Candidate calibrated, List<Candidate> others) {
    Fitted best = fit(trial, calibrated);
    for (Candidate other : others) {
      Fitted fitted = fit(trial, other);
      if (fitted.squaredError() < best.squaredError()) {
        best = fitted;
      }
    }
    return best.candidate();
  }

  /**
   * @param plain the candidate before bias and output scale were fitted
   */
  private record Fitted(Candidate plain, Candidate candidate, double squaredError) {}

  private Fitted fit(ChannelTrial trial, Candidate plain) {
    Candidate candidate = tuning.bias() ? corrected(trial, plain) : plain;
    Moments moments = trial.run(candidate);
    if (tuning.scales()) {
      float outputScale = moments.bestOutputScale(candidate.outputScale());
      candidate = candidate.withOutputScale(Math.min(outputScale, largest));
    }
    return new Fitted(plain, candidate, moments.squaredError(candidate.outputScale()));
  }

  /** Light bias calibration (Li et al. 2021): b −= mean(s̄) − mean(a). */
  private Candidate corrected(ChannelTrial trial, Candidate candidate) {
    Candidate better = candidate;
    for (int round = 0; round < Tuning.BIAS_ROUNDS; round++) {
      double error = trial.run(better).meanError(better.outputScale());
      better = better.withBias((float) (better.bias() - error));
    }
    return better;
  }
}
