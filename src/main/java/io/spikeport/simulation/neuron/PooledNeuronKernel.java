package io.spikeport.simulation.neuron;

import io.spikeport.simulation.geometry.NonOverlappingWindows;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.kernel.AddKernel;
import io.spikeport.simulation.kernel.SpatialPooling;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A layer of spiking neurons with the average pooling after it, of windows that do not overlap, so
 * that the spikes never leave the cache. The neurons at the same place in all windows form a plane;
 * planes lie in the order of the pooled values, which so are their sums. Each number is that of
 * running one operator after the other.
 */
public final class PooledNeuronKernel implements NeuronLayer {

  private final RowBuffer input;
  private final RowBuffer output;
  private final SampleLayout layout;
  private final int channels;
  private final FiringRule rule;

  /** By columns of the window. */
  private final List<List<Plane>> columns = new ArrayList<>();

  private final Plane rest;
  private final List<Plane> planes = new ArrayList<>();
  private final float[] divisors = new float[RowBuffer.BLOCK];

  /** Of a block, by row: the sums of all columns so far, and that of one column. */
  private final float[][] sums;

  private final float[][] column;
  private final float[] z = new float[RowBuffer.BLOCK];
  private boolean isNewImage;

  /** Neurons at some positions of all channels, and the current of each block. */
  private record Plane(int[] positions, List<NeuronBlock> blocks, float[][] currents) {

    static Plane of(int[] positions, int channels, NeuronBlocks neurons) {
      List<NeuronBlock> blocks = neurons.first(positions.length * channels);
      return new Plane(positions, blocks, new float[blocks.size()][RowBuffer.BLOCK]);
    }
  }

  /** Takes a run of neighbouring neurons. */
  private interface RunFunction {
    /**
     * @param at where the run starts in its block
     * @param stored where it starts in the sample as stored
     */
    void take(int at, int stored, int count);
  }

  /**
   * @param sample shape of one sample
   * @param neurons with parameters that are the same at all positions of a channel
   */
  public PooledNeuronKernel(
      Shape sample,
      RowBuffer input,
      RowBuffer output,
      NeuronBlocks neurons,
      NonOverlappingWindows tiling) {
    this.input = input;
    this.output = output;
    this.layout = SampleLayout.of(sample);
    this.channels = sample.extent(0);
    this.rule = neurons.rule();
    for (int x = 0; x < tiling.width(); x++) {
      List<Plane> column = new ArrayList<>();
      for (int y = 0; y < tiling.height(); y++) {
        column.add(Plane.of(tiling.positions(y, x), channels, neurons));
      }
      columns.add(column);
      planes.addAll(column);
    }
    this.rest = Plane.of(tiling.rest(), channels, neurons);
    planes.add(rest);
    Arrays.fill(divisors, tiling.width() * tiling.height());
    this.sums = new float[output.rows()][RowBuffer.BLOCK];
    this.column = new float[output.rows()][RowBuffer.BLOCK];
  }

  @Override
  public void reset() {
    planes.forEach(plane -> plane.blocks().forEach(NeuronBlock::reset));
    isNewImage = true;
  }

  @Override
  public void nextImage() {
    planes.forEach(plane -> plane.blocks().forEach(NeuronBlock::forgetSpikes));
    isNewImage = true;
  }

  @Override
  public void run(int rows) {
    for (int block = 0; block < columns.get(0).get(0).blocks().size(); block++) {
      pool(block, rows);
    }
    for (int block = 0; block < rest.blocks().size(); block++) {
      for (int row = 0; row < rows; row++) {
        fire(rest, block, row, z);
      }
    }
    isNewImage = false;
  }

  /** First down the columns of the window, then across, as {@link SpatialPooling} adds. */
  private void pool(int block, int rows) {
    int from = block * RowBuffer.BLOCK;
    int count = Math.min(RowBuffer.BLOCK, output.size() - from);
    for (List<Plane> taps : columns) {
      boolean isFirst = taps == columns.get(0);
      down(taps, block, rows, isFirst ? sums : column);
      for (int row = 0; row < rows && !isFirst; row++) {
        AddKernel.add(sums[row], column[row], count);
      }
    }
    for (int row = 0; row < rows; row++) {
      SpatialPooling.divide(sums[row], divisors, count);
      output.write(row, from, count, sums[row], 0);
    }
  }

  private void down(List<Plane> taps, int block, int rows, float[][] into) {
    for (Plane tap : taps) {
      for (int row = 0; row < rows; row++) {
        if (tap == taps.get(0)) {
          fire(tap, block, row, into[row]);
        } else {
          fire(tap, block, row, z);
          AddKernel.add(into[row], z, tap.blocks().get(block).count);
        }
      }
    }
  }

  private void fire(Plane plane, int index, int row, float[] spikes) {
    NeuronBlock block = plane.blocks().get(index);
    float[] current = plane.currents()[index];
    if (input.rows() > 1 || isNewImage && row == 0) {
      forEachRun(plane, block, (at, stored, count) -> input.read(row, stored, count, current, at));
    }
    rule.fire(block, current, spikes);
  }

  private void forEachRun(Plane plane, NeuronBlock block, RunFunction function) {
    int at = 0;
    while (at < block.count) {
      int channel = (block.first + at) % channels;
      int position = plane.positions()[(block.first + at) / channels];
      int count = Math.min(channels - channel, block.count - at);
      function.take(at, position * channels + channel, count);
      at += count;
    }
  }

  @Override
  public float[] spikes() {
    return stored(block -> block.spikes);
  }

  @Override
  public boolean isFinite() {
    for (Plane plane : planes) {
      if (!plane.blocks().stream().allMatch(NeuronBlock::isFinite)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Tensor potential() {
    return layout.tensor(stored(block -> block.v));
  }

  /** What the blocks hold of each neuron, in the order of a stored sample. */
  private float[] stored(Function<NeuronBlock, float[]> values) {
    float[] stored = new float[layout.size()];
    for (Plane plane : planes) {
      for (NeuronBlock block : plane.blocks()) {
        forEachRun(
            plane,
            block,
            (at, first, count) -> System.arraycopy(values.apply(block), at, stored, first, count));
      }
    }
    return stored;
  }

  @Override
  public void subtractSpikes(RowBuffer fired, int firstRow, int endRow) {
    throw new IllegalStateException("spikes that are pooled at once cannot be taken back");
  }
}
