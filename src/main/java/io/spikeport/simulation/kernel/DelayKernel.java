package io.spikeport.simulation.kernel;

import io.spikeport.simulation.natives.RowBuffer;
import java.util.Arrays;

/** {@link io.spikeport.graph.Delay}: a ring of the last timesteps' samples. */
public final class DelayKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final float[][] ring;
  private final float[] values = new float[RowBuffer.BLOCK];

  /** Where the oldest sample is, which goes out next and makes room for the newest. */
  private int oldest;

  public DelayKernel(RowBuffer input, RowBuffer output, int timesteps) {
    this.input = input;
    this.output = output;
    this.ring = new float[timesteps][output.size()];
  }

  @Override
  public void reset() {
    for (float[] sample : ring) {
      Arrays.fill(sample, 0);
    }
    oldest = 0;
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      float[] sample = ring[oldest];
      for (int from = 0; from < sample.length; from += values.length) {
        int count = Math.min(values.length, sample.length - from);
        System.arraycopy(sample, from, values, 0, count);
        input.read(row, from, count, sample, from);
        output.write(row, from, count, values, 0);
      }
      oldest = (oldest + 1) % ring.length;
    }
  }
}
