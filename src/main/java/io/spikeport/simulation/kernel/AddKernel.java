package io.spikeport.simulation.kernel;

import io.spikeport.simulation.natives.RowBuffer;
import java.util.List;

/** Sum of several values, in the order in which they are given. */
public final class AddKernel implements Kernel {

  private final List<RowBuffer> inputs;
  private final RowBuffer output;
  private final float[] sum = new float[RowBuffer.BLOCK];
  private final float[] addend = new float[RowBuffer.BLOCK];

  public AddKernel(List<RowBuffer> inputs, RowBuffer output) {
    this.inputs = inputs;
    this.output = output;
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < output.size(); from += sum.length) {
        int count = Math.min(sum.length, output.size() - from);
        inputs.get(0).read(row, from, count, sum, 0);
        for (int i = 1; i < inputs.size(); i++) {
          inputs.get(i).read(row, from, count, addend, 0);
          add(sum, addend, count);
        }
        output.write(row, from, count, sum, 0);
      }
    }
  }

  public static void add(float[] sum, float[] addend, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += addend[i];
    }
  }
}
