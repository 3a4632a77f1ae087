package io.spikeport.simulation.kernel;

import io.spikeport.graph.AxisLinear;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.natives.RowBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Weighted sums along one axis; weights of 0 take no time. */
public final class AxisLinearKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final int extent;
  private final int stride;
  private final int outStride;
  private final int[][] taken;
  private final float[][] weights;
  private final float[] from;
  private final float[] to;

  public AxisLinearKernel(
      AxisLinear op, SampleLayout in, SampleLayout out, RowBuffer input, RowBuffer output) {
    this.input = input;
    this.output = output;
    this.extent = in.extent(op.axis() - 1);
    this.stride = in.stride(op.axis() - 1);
    this.outStride = out.stride(op.axis() - 1);
    int outputs = op.matrix().shape().extent(0);
    this.taken = new int[outputs][];
    this.weights = new float[outputs][];
    for (int o = 0; o < outputs; o++) {
      int row = o * extent;
      taken[o] = IntStream.range(0, extent).filter(i -> op.matrix().get(row + i) != 0).toArray();
      weights[o] = new float[taken[o].length];
      for (int k = 0; k < taken[o].length; k++) {
        weights[o][k] = op.matrix().get(row + taken[o][k]);
      }
    }
    this.from = new float[input.size()];
    this.to = new float[output.size()];
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      input.readRow(row, from);
      Arrays.fill(to, 0);
      int outers = from.length / (extent * stride);
      for (int outer = 0; outer < outers; outer++) {
        for (int o = 0; o < taken.length; o++) {
          sum(outer * extent * stride, (outer * taken.length + o) * outStride, o);
        }
      }
      output.writeRow(row, to);
    }
  }

  private void sum(int start, int target, int o) {
    for (int k = 0; k < taken[o].length; k++) {
      float weight = weights[o][k];
      int source = start + taken[o][k] * stride;
      for (int i = 0; i < stride; i++) {
        to[target + i] += weight * from[source + i];
      }
    }
  }
}
