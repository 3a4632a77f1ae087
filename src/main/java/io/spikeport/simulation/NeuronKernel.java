package io.spikeport.simulation;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Neuron;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A layer of spiking neurons, with the voltage scalers before and after it where these serve no
 * other node. It goes through the neurons block by block and takes all timesteps of a block at
 * once, so that its state stays in the L1 cache; each timestep's numbers are those of running the
 * three operators one after the other.
 */
final class NeuronKernel implements Kernel {

  private final FiringRule rule;
  private final RowBuffer input;
  private final RowBuffer output;
  private final List<NeuronBlock> blocks = new ArrayList<>();
  private final Layout layout;

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
    this.input = input;
    this.output = output;
    this.layout = Layout.of(sample);
    requireExactSteps(name, neuron.threshold());
    PerElement threshold = PerElement.of(neuron.threshold(), sample);
    PerElement tau =
        neuron instanceof LeakyIntegrateAndFire lif
            ? PerElement.of(lif.tau(), sample)
            : PerElement.ONE;
    PerElement below = threshold.map(theta -> StepFunction.below((float) theta));
    this.rule =
        FiringRule.of(neuron, threshold.isScalar() && before.isScalar() && after.isScalar());
    PerElement initial = PerElement.of(neuron.initialPotential(), sample).times(threshold);
    float[] x = new float[RowBuffer.BLOCK];
    float[] z = new float[RowBuffer.BLOCK];
    for (int first = 0; first < sample.size(); first += RowBuffer.BLOCK) {
      int count = Math.min(RowBuffer.BLOCK, sample.size() - first);
      blocks.add(
          new NeuronBlock(
              blocks.size(), count, x, z, initial, before, after, threshold, below, tau));
    }
  }

  private static void requireExactSteps(String name, Tensor thresholds) {
    for (int i = 0; i < thresholds.size(); i++) {
      if (thresholds.get(i) < StepFunction.LEAST_THRESHOLD) {
        throw new ModelException(
            Problem.mismatch(
                "node '" + name + "'",
                "thresholds of at least " + StepFunction.LEAST_THRESHOLD,
                String.valueOf(thresholds.get(i)),
                ""));
      }
    }
  }

  @Override
  public void reset() {
    for (NeuronBlock block : blocks) {
      System.arraycopy(block.initial, 0, block.v, 0, block.count);
      Arrays.fill(block.spikes, 0);
      Arrays.fill(block.net, 0);
    }
  }

  @Override
  public void run(int rows) {
    for (NeuronBlock block : blocks) {
      for (int row = 0; row < rows; row++) {
        step(block, row);
      }
    }
  }

  private void step(NeuronBlock block, int row) {
    if (row == 0 || input.rows() > 1) {
      input.read(row, block.first, block.count, block.x, 0);
    }
    rule.fire(block);
    output.write(row, block.first, block.count, block.z, 0);
  }

  /**
   * Takes back from the counts what was fired in some rows.
   *
   * @param fired this layer's output of the last run
   */
  void discount(RowBuffer fired, int firstRow, int endRow) {
    for (int r = firstRow; r < endRow; r++) {
      for (NeuronBlock block : blocks) {
        fired.read(r, block.first, block.count, block.z, 0);
        for (int i = 0; i < block.count; i++) {
          block.spikes[i] -= Math.round(Math.abs(block.z[i]) / block.after[i]);
        }
      }
    }
  }

  /** Spikes of each neuron since the reset, as stored, negative ones counted as positive ones. */
  float[] spikes() {
    float[] spikes = new float[layout.size()];
    for (NeuronBlock block : blocks) {
      System.arraycopy(block.spikes, 0, spikes, block.first, block.count);
    }
    return spikes;
  }

  /** Membrane potentials, in the layer's shape. */
  Tensor potential() {
    float[] potential = new float[layout.size()];
    for (NeuronBlock block : blocks) {
      System.arraycopy(block.v, 0, potential, block.first, block.count);
    }
    return layout.tensor(potential);
  }
}
