package io.spikeport.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.NeuronModel;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChannelSearchTest {

  private static final int SAMPLES = 300;
  private static final Tuning ALL =
      new Tuning(true, true, Tuning.Potentials.CHANNEL, false, Tuning.DEFAULT_IMAGES);
  private static final Tuning BIAS =
      new Tuning(false, true, Tuning.Potentials.NONE, false, Tuning.DEFAULT_IMAGES);
  private static final NeuronModel.If PLAIN = new NeuronModel.If(Reset.SOFT, Firing.PLAIN);
  private static final NeuronModel.If SIGNED = new NeuronModel.If(Reset.SOFT, new Firing(true, 1));

  /** Noisy currents, and what a ReLU makes of their mean. */
  private static ChannelSamples samples(long seed, int timesteps, float shift) {
    Random random = new Random(seed);
    float[][] currents = new float[timesteps][SAMPLES];
    float[] activations = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      float mean = (float) random.nextGaussian() + shift;
      for (int t = 0; t < timesteps; t++) {
        currents[t][i] = mean + (float) random.nextGaussian();
      }
      activations[i] = Math.max(0, mean);
    }
    return new ChannelSamples(currents, activations);
  }

  /** The last correction may cost 5 % in each of its two rounds, and no more. */
  @Property(tries = 60)
  void theBestIsNoWorseThanTheCalibratedScaleWithItsBias(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int timesteps,
      @ForAll @FloatRange(min = -2, max = 2) float shift,
      @ForAll @FloatRange(min = 0.25f, max = 4) float scale,
      @ForAll boolean signed) {
    ChannelSamples samples = samples(seed, timesteps, shift);
    NeuronModel.If model = signed ? SIGNED : PLAIN;
    ChannelTrial trial = new ChannelTrial(samples, model, timesteps, 0);
    Candidate best =
        new ChannelSearch(model, timesteps, 0, ALL, Float.MAX_VALUE)
            .search(samples, samples, scale, 0.5f);
    double after = trial.run(best).squaredError(best.outputScale());
    double biased = biasedError(trial, model, timesteps, samples, scale);
    assertTrue(after <= 1.05 * 1.05 * biased + 1e-9, after + " with " + best);
  }

  private static double biasedError(
      ChannelTrial trial,
      NeuronModel.If model,
      int timesteps,
      ChannelSamples samples,
      float scale) {
    Candidate biased =
        new ChannelSearch(model, timesteps, 0, BIAS, Float.MAX_VALUE)
            .search(samples, samples, scale, 0.5f);
    return trial.run(biased).squaredError(biased.outputScale());
  }

  @Property(tries = 30)
  void noScaleExceedsTheLargest(@ForAll long seed, @ForAll boolean signed) {
    Candidate best =
        new ChannelSearch(signed ? SIGNED : PLAIN, 4, 0, ALL, 0.7f)
            .search(samples(seed, 4, 1), samples(seed, 4, 1), 2, 0.5f);
    assertTrue(best.scale() <= 0.7f && best.outputScale() <= 0.7f, best.toString());
  }

  @Test
  void aSilentChannelStaysAsCalibrated() {
    ChannelSamples silent = new ChannelSamples(new float[1][50], new float[50]);
    Candidate best =
        new ChannelSearch(PLAIN, 8, 0, ALL, Float.MAX_VALUE).search(silent, silent, 1.5f, 0.5f);
    assertEquals(Candidate.of(1.5f, 0.5f), best);
  }

  @Test
  void theBiasBringsTheMeanToTheActivations() {
    ChannelSamples samples = samples(5, 8, 0.5f);
    Candidate best =
        new ChannelSearch(PLAIN, 8, 0, BIAS, Float.MAX_VALUE).search(samples, samples, 2, 0.5f);
    ChannelTrial trial = new ChannelTrial(samples, PLAIN, 8, 0);
    double before = trial.run(Candidate.of(2, 0.5f)).meanError(2);
    double after = trial.run(best).meanError(2);
    assertTrue(Math.abs(after) < 0.2 * Math.abs(before), before + " became " + after);
  }
}
