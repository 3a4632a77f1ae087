package io.spikeport.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.NeuronModel;
import org.junit.jupiter.api.Test;

class MomentsTest {

  private static final NeuronModel.If PLAIN = new NeuronModel.If(Reset.SOFT, Firing.PLAIN);

  /** Constant currents of 0.3, 0.8 and −1, in a channel of scale 2 over 4 timesteps. */
  private static Moments run(int start) {
    ChannelSamples samples =
        new ChannelSamples(new float[][] {{0.3f, 0.8f, -1}}, new float[] {0.25f, 1, 0});
    return new ChannelTrial(samples, PLAIN, 4, start).run(Candidate.of(2, 0.5f));
  }

  @Test
  void momentsAreThoseOfTheSpikes() {
    // v = 0.5 + 0.15·t reaches 1 in the fourth timestep; 0.5 + 0.4·t in the second and fourth.
    Moments moments = run(0);
    assertEquals((0.25 + 0.5) / 3, moments.rate(), 1e-12);
    assertEquals((0.0625 + 0.25) / 3, moments.squaredRate(), 1e-12);
    assertEquals((0.25 * 0.25 + 0.5) / 3, moments.product(), 1e-12);
    assertEquals(1.25 / 3, moments.activation(), 1e-12);
    assertEquals((0.0625 + 1) / 3, moments.squaredActivation(), 1e-12);
  }

  @Test
  void onlySpikesFromTheReadoutStartCount() {
    // One spike each in the last two timesteps.
    assertEquals((0.5 + 0.5) / 3, run(2).rate(), 1e-12);
  }

  @Test
  void errorsAreThoseOfTheOutput() {
    Moments moments = run(0);
    double first = 3 * 0.25 - 0.25;
    double second = 3 * 0.5 - 1;
    assertEquals((first + second) / 3, moments.meanError(3), 1e-12);
    assertEquals((first * first + second * second) / 3, moments.squaredError(3), 1e-12);
  }

  @Test
  void noOutputScaleHasLessError() {
    Moments moments = run(0);
    float best = moments.bestOutputScale(7);
    assertTrue(moments.squaredError(best) < moments.squaredError(best * 1.01));
    assertTrue(moments.squaredError(best) < moments.squaredError(best * 0.99));
  }

  @Test
  void aSilentChannelKeepsItsOutputScale() {
    assertEquals(7, new Moments(0, 0, 0, 0.1, 0.1).bestOutputScale(7));
  }
}
