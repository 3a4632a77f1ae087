package io.spikeport.simulation;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Neuron;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;

/**
 * A layer of spiking neurons, with the voltage scalers before and after it where these serve no
 * other node. It goes through the neurons block by block and takes all timesteps of a block at
 * once, so that potentials stay in the L1 cache; each timestep's numbers are those of running the
 * three operators one after the other.
 */
final class NeuronKernel implements Kernel {

  private final FiringRule rule;
  private final RowBuffer input;
  private final RowBuffer output;
  private final PerElement before;
  private final PerElement after;
  private final PerElement threshold;
  private final PerElement below;
  private final float[] initialPotential;
  private final float[] potential;
  private final float[] spikes;
  private final FiringRule.Block block = new FiringRule.Block();

  /**
   * @param sample shape of one sample
   * @param before factor on the input
   * @param after factor on the spikes
   */
  NeuronKernel(
      String name,
      Neuron neuron,
      Shape sample,
      RowBuffer input,
      RowBuffer output,
      PerElement before,
      PerElement after) {
    this.rule = FiringRule.of(neuron);
    this.input = input;
    this.output = output;
    this.before = before;
    this.after = after;
    this.threshold = PerElement.of(neuron.threshold(), sample);
    this.below = threshold.map(theta -> Math.nextDown((float) theta));
    this.initialPotential = new float[sample.size()];
    PerElement fraction = PerElement.of(neuron.initialPotential(), sample);
    for (int i = 0; i < initialPotential.length; i++) {
      if (threshold.get(i) < FiringRule.LEAST_THRESHOLD) {
        throw new ModelException(
            Problem.mismatch(
                "node '" + name + "'",
                "thresholds of at least " + FiringRule.LEAST_THRESHOLD,
                String.valueOf(threshold.get(i)),
                ""));
      }
      initialPotential[i] = fraction.get(i) * threshold.get(i);
    }
    this.potential = new float[sample.size()];
    this.spikes = new float[sample.size()];
    block.v = potential;
    block.net = new float[sample.size()];
    block.threshold = threshold.array();
    block.below = below.array();
  }

  @Override
  public void reset() {
    System.arraycopy(initialPotential, 0, potential, 0, potential.length);
    Arrays.fill(spikes, 0);
    Arrays.fill(block.net, 0);
  }

  @Override
  public void run(int rows) {
    for (int from = 0; from < potential.length; from += RowBuffer.BLOCK) {
      block.first = from;
      block.count = Math.min(RowBuffer.BLOCK, potential.length - from);
      block.thresholdAt = threshold.offset(from);
      block.belowAt = below.offset(from);
      for (int row = 0; row < rows; row++) {
        input.read(row, from, block.count, block.x, 0);
        ElementwiseKernel.scale(block.x, block.count, before.array(), before.offset(from));
        rule.fire(block);
        count(spikes, from, block.x, block.count);
        ElementwiseKernel.scale(block.x, block.count, after.array(), after.offset(from));
        output.write(row, from, block.count, block.x, 0);
      }
    }
  }

  private static void count(float[] spikes, int at, float[] z, int count) {
    for (int i = 0; i < count; i++) {
      spikes[at + i] += Math.abs(z[i]);
    }
  }

  /** Takes back from the counts what was fired in some of the rows of the last run. */
  void discount(int firstRow, int endRow) {
    float[] row = new float[output.size()];
    for (int r = firstRow; r < endRow; r++) {
      output.readRow(r, row);
      for (int i = 0; i < row.length; i++) {
        spikes[i] -= Math.round(Math.abs(row[i]) / after.get(i));
      }
    }
  }

  /** Spikes of each neuron since the reset, negative ones counted as positive ones; not a copy. */
  float[] spikes() {
    return spikes;
  }

  /** A copy of the membrane potentials. */
  Tensor potential(Shape sample) {
    return Tensor.wrap(sample, potential.clone());
  }
}
