package io.spikeport.simulation.neuron;

import io.spikeport.data.array.Finite;
import io.spikeport.simulation.kernel.PerElement;
import io.spikeport.simulation.natives.RowBuffer;
import java.util.Arrays;

/** State and parameters of consecutive neurons of one layer, one array element per neuron. */
final class NeuronBlock {

  final int first;
  final int count;

  /** Membrane potential. */
  final float[] v = new float[RowBuffer.BLOCK];

  /** Spikes of this image, negative ones counted as positive ones. */
  final float[] spikes = new float[RowBuffer.BLOCK];

  /** Spikes since the reset, negative ones subtracted; only signed and burst neurons keep it. */
  final float[] net = new float[RowBuffer.BLOCK];

  /** Membrane potential before the first timestep. */
  final float[] initial;

  final float[] before;
  final float[] after;
  final float[] threshold;

  /** The float just below each threshold. */
  final float[] below;

  /** Time constants in timesteps; only leaky neurons have a use for them. */
  final float[] tau;

  /**
   * @param index position of the block in its layer
   */
  NeuronBlock(
      int index,
      int count,
      PerElement initial,
      PerElement before,
      PerElement after,
      PerElement threshold,
      PerElement below,
      PerElement tau) {
    this.first = index * RowBuffer.BLOCK;
    this.count = count;
    this.initial = initial.block(index);
    this.before = before.block(index);
    this.after = after.block(index);
    this.threshold = threshold.block(index);
    this.below = below.block(index);
    this.tau = tau.block(index);
  }

  /** Whether no membrane potential is NaN or infinite. */
  boolean isFinite() {
    return Finite.areAll(v, count);
  }

  /** Forgets how many spikes there were, and nothing else. */
  void forgetSpikes() {
    Arrays.fill(spikes, 0);
  }

  /** Forgets what has happened since the last reset. */
  void reset() {
    System.arraycopy(initial, 0, v, 0, count);
    forgetSpikes();
    Arrays.fill(net, 0);
  }
}
