package io.spikeport.simulation.kernel;

import io.spikeport.simulation.natives.RowBuffer;
import java.util.Arrays;

/** {@link io.spikeport.graph.Difference}: {@code y(t) = x(t) − x(t − 1)}. */
public final class DifferenceKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final float[] before;
  private final float[] now = new float[RowBuffer.BLOCK];
  private final float[] change = new float[RowBuffer.BLOCK];

  public DifferenceKernel(RowBuffer input, RowBuffer output) {
    this.input = input;
    this.output = output;
    this.before = new float[output.size()];
  }

  @Override
  public void reset() {
    Arrays.fill(before, 0);
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < before.length; from += now.length) {
        int count = Math.min(now.length, before.length - from);
        input.read(row, from, count, now, 0);
        for (int i = 0; i < count; i++) {
          change[i] = now[i] - before[from + i];
        }
        System.arraycopy(now, 0, before, from, count);
        output.write(row, from, count, change, 0);
      }
    }
  }
}
