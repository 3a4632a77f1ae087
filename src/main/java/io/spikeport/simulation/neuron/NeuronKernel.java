package io.spikeport.simulation.neuron;

import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * A layer of spiking neurons, with the voltage scalers before and after it where these serve no
 * other node. It goes through the neurons block by block and takes all timesteps of a block at
 * once, so that its state stays in the L1 cache; each timestep's numbers are those of running the
 * three operators one after the other.
 */
public final class NeuronKernel implements NeuronLayer {

  private final RowBuffer input;
  private final RowBuffer output;
  private final SampleLayout layout;
  private final FiringRule rule;
  private final List<NeuronBlock> blocks;
  private final float[] x = new float[RowBuffer.BLOCK];
  private final float[] z = new float[RowBuffer.BLOCK];

  /**
   * @param sample shape of one sample
   */
  public NeuronKernel(Shape sample, RowBuffer input, RowBuffer output, NeuronBlocks neurons) {
    this.input = input;
    this.output = output;
    this.layout = SampleLayout.of(sample);
    this.rule = neurons.rule();
    this.blocks = neurons.first(sample.size());
  }

  @Override
  public void reset() {
    blocks.forEach(NeuronBlock::reset);
  }

  @Override
  public void nextImage() {
    blocks.forEach(NeuronBlock::forgetSpikes);
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
      input.read(row, block.first, block.count, x, 0);
    }
    rule.fire(block, x, z);
    output.write(row, block.first, block.count, z, 0);
  }

  @Override
  public void subtractSpikes(RowBuffer fired, int firstRow, int endRow) {
    for (int r = firstRow; r < endRow; r++) {
      for (NeuronBlock block : blocks) {
        fired.read(r, block.first, block.count, z, 0);
        for (int i = 0; i < block.count; i++) {
          block.spikes[i] -= Math.round(Math.abs(z[i]) / block.after[i]);
        }
      }
    }
  }

  @Override
  public float[] spikes() {
    float[] spikes = new float[layout.size()];
    for (NeuronBlock block : blocks) {
      System.arraycopy(block.spikes, 0, spikes, block.first, block.count);
    }
    return spikes;
  }

  @Override
  public boolean isFinite() {
    return blocks.stream().allMatch(NeuronBlock::isFinite);
  }

  @Override
  public Tensor potential() {
    float[] potential = new float[layout.size()];
    for (NeuronBlock block : blocks) {
      System.arraycopy(block.v, 0, potential, block.first, block.count);
    }
    return layout.tensor(potential);
  }
}
