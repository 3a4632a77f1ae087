package io.spikeport.simulation;

import io.spikeport.graph.Firing;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Reset;

/**
 * One timestep of a block of neurons. Every rule works on the arrays of {@link Block} and leaves
 * the spikes in {@link Block#x}.
 *
 * <p>The plain rules are straight-line float arithmetic, which the compiler turns into vector
 * instructions; a comparison with a conditional costs four times as much. The step function is
 * {@code z = min(1, max(0, (v − θ⁻)·2¹²⁷))} with θ⁻ the float just below θ: {@code v ≥ θ} exactly
 * when {@code v − θ⁻ > 0}, a difference of floats is 0 only if they are equal, and for {@code θ ≥
 * 2⁻¹⁰⁰} the smallest positive difference times 2¹²⁷ is at least 1. So z is exactly 0 or 1.
 */
interface FiringRule {

  /** Smallest threshold for which the step function above is exact. */
  float LEAST_THRESHOLD = 0x1p-100f;

  /** State and parameters of consecutive neurons, each array with its own start. */
  final class Block {
    /** In: input current. Out: spikes. */
    final float[] x = new float[RowBuffer.BLOCK];

    int count;

    /** Position of the first neuron in {@link #v} and {@link #net}. */
    int first;

    float[] v;

    /** Spikes sent so far, negative ones subtracted; only signed neurons keep it. */
    float[] net;

    float[] threshold;
    int thresholdAt;
    float[] below;
    int belowAt;
  }

  void fire(Block block);

  static FiringRule of(Neuron neuron) {
    if (neuron instanceof LeakyIntegrateAndFire lif) {
      float tau = lif.tau();
      FiringRule fire = lif.reset() == Reset.SOFT ? FiringRule::fireSoft : FiringRule::fireHard;
      FiringRule integrate =
          lif.decayInput() ? b -> leakWithInput(b, tau) : b -> leakThenAdd(b, tau);
      return b -> {
        integrate.fire(b);
        fire.fire(b);
      };
    }
    IntegrateAndFire iaf = (IntegrateAndFire) neuron;
    if (!iaf.firing().equals(Firing.PLAIN)) {
      return b -> signedOrBurst(b, iaf.firing());
    }
    return iaf.reset() == Reset.SOFT ? FiringRule::soft : FiringRule::hard;
  }

  /** {@code v ← v + x}, fire, {@code v ← v − θ·z}. */
  private static void soft(Block b) {
    float[] x = b.x;
    float[] v = b.v;
    float[] threshold = b.threshold;
    float[] below = b.below;
    int at = b.first;
    int t = b.thresholdAt;
    int l = b.belowAt;
    for (int i = 0; i < b.count; i++) {
      float potential = v[at + i] + x[i];
      float z = Math.min(1f, Math.max(0f, (potential - below[l + i]) * 0x1p127f));
      v[at + i] = potential - threshold[t + i] * z;
      x[i] = z;
    }
  }

  /** {@code v ← v + x}, fire, {@code v ← 0} where z is 1. */
  private static void hard(Block b) {
    float[] x = b.x;
    float[] v = b.v;
    float[] below = b.below;
    int at = b.first;
    int l = b.belowAt;
    for (int i = 0; i < b.count; i++) {
      float potential = v[at + i] + x[i];
      float z = Math.min(1f, Math.max(0f, (potential - below[l + i]) * 0x1p127f));
      v[at + i] = potential * (1f - z);
      x[i] = z;
    }
  }

  /** {@code v ← v + (x − v)/τ}. */
  private static void leakWithInput(Block b, float tau) {
    float[] x = b.x;
    float[] v = b.v;
    int at = b.first;
    for (int i = 0; i < b.count; i++) {
      v[at + i] = v[at + i] + (x[i] - v[at + i]) / tau;
    }
  }

  /** {@code v ← v − v/τ + x}. */
  private static void leakThenAdd(Block b, float tau) {
    float[] x = b.x;
    float[] v = b.v;
    int at = b.first;
    for (int i = 0; i < b.count; i++) {
      v[at + i] = v[at + i] - v[at + i] / tau + x[i];
    }
  }

  private static void fireSoft(Block b) {
    float[] x = b.x;
    float[] v = b.v;
    float[] threshold = b.threshold;
    float[] below = b.below;
    int at = b.first;
    int t = b.thresholdAt;
    int l = b.belowAt;
    for (int i = 0; i < b.count; i++) {
      float z = Math.min(1f, Math.max(0f, (v[at + i] - below[l + i]) * 0x1p127f));
      v[at + i] = v[at + i] - threshold[t + i] * z;
      x[i] = z;
    }
  }

  private static void fireHard(Block b) {
    float[] x = b.x;
    float[] v = b.v;
    float[] below = b.below;
    int at = b.first;
    int l = b.belowAt;
    for (int i = 0; i < b.count; i++) {
      float z = Math.min(1f, Math.max(0f, (v[at + i] - below[l + i]) * 0x1p127f));
      v[at + i] = v[at + i] * (1f - z);
      x[i] = z;
    }
  }

  /** {@link Firing} with negative spikes, bursts or both; soft reset. */
  private static void signedOrBurst(Block b, Firing firing) {
    int most = firing.maximumSpikes();
    for (int i = 0; i < b.count; i++) {
      int at = b.first + i;
      float threshold = b.threshold[b.thresholdAt + i];
      float potential = b.v[at] + b.x[i];
      float z = 0;
      if (potential >= threshold) {
        z = most == 1 ? 1 : Math.min(most, (float) Math.floor(potential / threshold));
      } else if (firing.signed() && potential < 0 && b.net[at] > 0) {
        z = -1;
      }
      b.net[at] += z;
      b.v[at] = potential - threshold * z;
      b.x[i] = z;
    }
  }
}
