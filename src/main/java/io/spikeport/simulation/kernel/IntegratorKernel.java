package io.spikeport.simulation.kernel;

import io.spikeport.simulation.natives.RowBuffer;
import java.util.Arrays;

/** {@link io.spikeport.graph.LeakyIntegrator}: {@code v ← decay·v + x}. */
public final class IntegratorKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final PerElement decay;
  private final float[][] state;
  private final float[] values = new float[RowBuffer.BLOCK];

  public IntegratorKernel(RowBuffer input, RowBuffer output, PerElement decay) {
    this.input = input;
    this.output = output;
    this.decay = decay;
    int blocks = (output.size() + RowBuffer.BLOCK - 1) / RowBuffer.BLOCK;
    this.state = new float[blocks][RowBuffer.BLOCK];
  }

  @Override
  public void reset() {
    for (float[] block : state) {
      Arrays.fill(block, 0);
    }
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      for (int block = 0; block < state.length; block++) {
        int from = block * RowBuffer.BLOCK;
        int count = Math.min(RowBuffer.BLOCK, output.size() - from);
        input.read(row, from, count, values, 0);
        integrate(state[block], values, decay.block(block), count);
        output.write(row, from, count, state[block], 0);
      }
    }
  }

  private static void integrate(float[] v, float[] x, float[] decay, int count) {
    for (int i = 0; i < count; i++) {
      v[i] = decay[i] * v[i] + x[i];
    }
  }
}
