package io.spikeport.simulation.neuron;

import io.spikeport.graph.Firing;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Reset;

/**
 * One timestep of a block of neurons: input current to spikes, including the voltage scalers around
 * the neurons and the spike counts.
 *
 * <p>The rules of at most one spike are straight-line float arithmetic over arrays that start at 0,
 * which the compiler turns into vector instructions.
 */
interface FiringRule {

  /**
   * @param x input currents, before the voltage scaler
   * @param z set to the spikes, after the voltage scaler
   */
  void fire(NeuronBlock block, float[] x, float[] z);

  static FiringRule of(IntegratingNeuron neuron, boolean scalarParameters) {
    if (neuron instanceof LeakyIntegrateAndFire lif) {
      FiringRule integrate = lif.decayInput() ? FiringRule::leakWithInput : FiringRule::leakThenAdd;
      FiringRule fire = lif.reset() == Reset.SOFT ? FiringRule::fireSoft : FiringRule::fireHard;
      return (b, x, z) -> {
        integrate.fire(b, x, z);
        fire.fire(b, x, z);
      };
    }
    IntegrateAndFire iaf = (IntegrateAndFire) neuron;
    if (iaf.firing().maximumSpikes() > 1) {
      return (b, x, z) -> burst(b, x, z, iaf.firing());
    }
    FiringRule fire =
        iaf.firing().signed()
            ? FiringRule::fireSigned
            : iaf.reset() == Reset.SOFT ? FiringRule::fireSoft : FiringRule::fireHard;
    if (scalarParameters && iaf.firing().isPlain() && iaf.reset() == Reset.SOFT) {
      return (b, x, z) ->
          soft(x, z, b.v, b.spikes, b.count, b.before[0], b.threshold[0], b.below[0], b.after[0]);
    }
    return (b, x, z) -> {
      integrate(x, b.v, b.before, b.count);
      fire.fire(b, x, z);
    };
  }

  /** All of it for parameters that are the same for all neurons. */
  private static void soft(
      float[] x,
      float[] z,
      float[] v,
      float[] spikes,
      int count,
      float before,
      float threshold,
      float below,
      float after) {
    for (int i = 0; i < count; i++) {
      float potential = v[i] + x[i] * before;
      float fired = StepFunction.of(potential, below);
      v[i] = potential - threshold * fired;
      spikes[i] += fired;
      z[i] = fired * after;
    }
  }

  /** {@code v ← v + x}. */
  private static void integrate(float[] x, float[] v, float[] before, int count) {
    for (int i = 0; i < count; i++) {
      v[i] = v[i] + x[i] * before[i];
    }
  }

  /** {@code v ← v + (x − v)/τ}. */
  private static void leakWithInput(NeuronBlock b, float[] x, float[] z) {
    float[] v = b.v;
    float[] before = b.before;
    float[] tau = b.tau;
    int count = b.count;
    for (int i = 0; i < count; i++) {
      v[i] = v[i] + (x[i] * before[i] - v[i]) / tau[i];
    }
  }

  /** {@code v ← v − v/τ + x}. */
  private static void leakThenAdd(NeuronBlock b, float[] x, float[] z) {
    float[] v = b.v;
    float[] before = b.before;
    float[] tau = b.tau;
    int count = b.count;
    for (int i = 0; i < count; i++) {
      v[i] = v[i] - v[i] / tau[i] + x[i] * before[i];
    }
  }

  /** Fires; {@code v ← v − θ·z}. */
  private static void fireSoft(NeuronBlock b, float[] x, float[] z) {
    float[] v = b.v;
    float[] spikes = b.spikes;
    float[] threshold = b.threshold;
    float[] below = b.below;
    float[] after = b.after;
    int count = b.count;
    for (int i = 0; i < count; i++) {
      float fired = StepFunction.of(v[i], below[i]);
      v[i] = v[i] - threshold[i] * fired;
      spikes[i] += fired;
      z[i] = fired * after[i];
    }
  }

  /** Fires; {@code v ← 0} where z is 1. */
  private static void fireHard(NeuronBlock b, float[] x, float[] z) {
    float[] v = b.v;
    float[] spikes = b.spikes;
    float[] below = b.below;
    float[] after = b.after;
    int count = b.count;
    for (int i = 0; i < count; i++) {
      float fired = StepFunction.of(v[i], below[i]);
      v[i] = v[i] * (1f - fired);
      spikes[i] += fired;
      z[i] = fired * after[i];
    }
  }

  /** Fires, or takes a spike back; {@code v ← v − θ·z}. */
  private static void fireSigned(NeuronBlock b, float[] x, float[] z) {
    float[] v = b.v;
    float[] net = b.net;
    float[] spikes = b.spikes;
    float[] threshold = b.threshold;
    float[] below = b.below;
    float[] after = b.after;
    int count = b.count;
    for (int i = 0; i < count; i++) {
      z[i] = StepFunction.of(v[i], below[i]) - StepFunction.takenBack(v[i], net[i]);
    }
    for (int i = 0; i < count; i++) {
      float fired = z[i];
      v[i] = v[i] - threshold[i] * fired;
      net[i] += fired;
      spikes[i] += Math.abs(fired);
      z[i] = fired * after[i];
    }
  }

  /** {@link Firing} with several spikes in a timestep, perhaps with negative ones; soft reset. */
  private static void burst(NeuronBlock b, float[] x, float[] z, Firing firing) {
    int most = firing.maximumSpikes();
    for (int i = 0; i < b.count; i++) {
      float threshold = b.threshold[i];
      float potential = b.v[i] + x[i] * b.before[i];
      float fired = 0;
      if (potential >= threshold) {
        fired = Math.min(most, (float) Math.floor(potential / threshold));
      } else if (firing.signed() && potential < 0 && b.net[i] > 0) {
        fired = -1;
      }
      b.net[i] += fired;
      b.v[i] = potential - threshold * fired;
      b.spikes[i] += Math.abs(fired);
      z[i] = fired * b.after[i];
    }
  }
}
