package io.spikeport.simulation.kernel;

import io.spikeport.simulation.natives.RowBuffer;

/** An operator without state that treats each element by itself. */
public final class ElementwiseKernel implements Kernel {

  /** Works on one block in place. */
  public interface BlockFunction {
    /**
     * @param values changed in place
     * @param count number of values
     * @param block index of the block within the sample
     */
    void apply(float[] values, int count, int block);
  }

  private final RowBuffer input;
  private final RowBuffer output;
  private final BlockFunction function;
  private final float[] values = new float[RowBuffer.BLOCK];

  public ElementwiseKernel(RowBuffer input, RowBuffer output, BlockFunction function) {
    this.input = input;
    this.output = output;
    this.function = function;
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < input.size(); from += values.length) {
        int count = Math.min(values.length, input.size() - from);
        input.read(row, from, count, values, 0);
        function.apply(values, count, from / values.length);
        output.write(row, from, count, values, 0);
      }
    }
  }

  /** {@code max(x, 0)}. */
  public static void relu(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.max(x[i], 0f);
    }
  }

  /** {@code min(max(x, 0), maximum)}. */
  public static void clippedRelu(float[] x, int count, float maximum) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.min(Math.max(x[i], 0f), maximum);
    }
  }

  /** {@code 1 if x > θ else 0}. */
  public static void step(float[] x, int count, float[] threshold) {
    for (int i = 0; i < count; i++) {
      x[i] = x[i] > threshold[i] ? 1f : 0f;
    }
  }

  /** {@code factor·x}. */
  public static void scale(float[] x, int count, float[] factor) {
    for (int i = 0; i < count; i++) {
      x[i] = x[i] * factor[i];
    }
  }

  /** {@code factor·x + shift}. */
  public static void affine(float[] x, int count, float[] factor, float[] shift) {
    for (int i = 0; i < count; i++) {
      x[i] = x[i] * factor[i] + shift[i];
    }
  }

  /** {@code factor·(x − mean) + shift}. */
  public static void normalize(float[] x, int count, float[] mean, float[] factor, float[] shift) {
    for (int i = 0; i < count; i++) {
      x[i] = (x[i] - mean[i]) * factor[i] + shift[i];
    }
  }
}
