package io.spikeport.simulation.kernel;

import io.spikeport.simulation.natives.RowBuffer;

/** {@link io.spikeport.graph.Impulse}: adds a constant in the first timestep. */
public final class ImpulseKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final PerElement value;
  private final float[] x = new float[RowBuffer.BLOCK];
  private boolean first = true;

  public ImpulseKernel(RowBuffer input, RowBuffer output, PerElement value) {
    this.input = input;
    this.output = output;
    this.value = value;
  }

  @Override
  public void reset() {
    first = true;
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < output.size(); from += x.length) {
        int count = Math.min(x.length, output.size() - from);
        input.read(row, from, count, x, 0);
        if (first) {
          AddKernel.add(x, value.block(from / x.length), count);
        }
        output.write(row, from, count, x, 0);
      }
      first = false;
    }
  }
}
