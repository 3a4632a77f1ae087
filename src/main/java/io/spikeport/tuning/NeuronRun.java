package io.spikeport.tuning;

import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.simulation.neuron.StepFunction;
import java.util.Arrays;

/** Integrate-and-fire neurons of threshold 1, apart from any graph. */
final class NeuronRun {

  private static final float BELOW_ONE = StepFunction.below(1);

  private final NeuronModel.If model;
  private final float[] potential;
  private final float[] net;

  NeuronRun(NeuronModel.If model, int neurons) {
    this.model = model;
    this.potential = new float[neurons];
    this.net = new float[neurons];
  }

  /** Starts anew, all neurons from one potential. */
  void start(float initial) {
    Arrays.fill(potential, initial);
    Arrays.fill(net, 0);
  }

  /**
   * One timestep: {@code v ← v + (x + bias)/s}, fire, {@code v ← v − z} or, with a hard reset, 0
   * where z is 1.
   *
   * @param x currents in activation units
   */
  void step(float[] x, float scale, float bias) {
    float inverse = 1 / scale;
    float shift = bias * inverse;
    Firing firing = model.firing();
    if (firing.isPlain()) {
      boolean hard = model.reset() == Reset.HARD;
      for (int i = 0; i < potential.length; i++) {
        float v = potential[i] + (x[i] * inverse + shift);
        float z = StepFunction.of(v, BELOW_ONE);
        potential[i] = v - (hard ? z * v : z);
        net[i] += z;
      }
      return;
    }
    if (firing.maximumSpikes() == 1) {
      for (int i = 0; i < potential.length; i++) {
        float v = potential[i] + (x[i] * inverse + shift);
        float z = StepFunction.of(v, BELOW_ONE) - StepFunction.takenBack(v, net[i]);
        potential[i] = v - z;
        net[i] += z;
      }
      return;
    }
    int most = firing.maximumSpikes();
    for (int i = 0; i < potential.length; i++) {
      float v = potential[i] + (x[i] * inverse + shift);
      float z = 0;
      if (v >= 1) {
        z = Math.min(most, (float) Math.floor(v));
      } else if (firing.signed() && v < 0 && net[i] > 0) {
        z = -1;
      }
      potential[i] = v - z;
      net[i] += z;
    }
  }

  /** Spikes of every neuron since the start, negative ones subtracted; not a copy. */
  float[] spikes() {
    return net;
  }
}
