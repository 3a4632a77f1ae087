package io.spikeport.simulation.kernel;

import io.spikeport.simulation.natives.RowBuffer;

/**
 * Softmax or its logarithm along one axis. The exponentials are taken in double precision by {@link
 * StrictMath}, so that the result is the same on every machine.
 */
public final class SoftmaxKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final int extent;
  private final int stride;
  private final boolean logarithm;
  private final float[] values;

  /**
   * @param extent number of elements along the axis
   * @param stride distance between them
   */
  public SoftmaxKernel(
      RowBuffer input, RowBuffer output, int extent, int stride, boolean logarithm) {
    this.input = input;
    this.output = output;
    this.extent = extent;
    this.stride = stride;
    this.logarithm = logarithm;
    this.values = new float[input.size()];
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      input.readRow(row, values);
      for (int outer = 0; outer < values.length; outer += extent * stride) {
        for (int inner = 0; inner < stride; inner++) {
          apply(outer + inner);
        }
      }
      output.writeRow(row, values);
    }
  }

  private void apply(int start) {
    float maximum = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < extent; i++) {
      maximum = Math.max(maximum, values[start + i * stride]);
    }
    double sum = 0;
    for (int i = 0; i < extent; i++) {
      sum += StrictMath.exp(values[start + i * stride] - (double) maximum);
    }
    double logOfSum = StrictMath.log(sum);
    for (int i = 0; i < extent; i++) {
      int at = start + i * stride;
      double shifted = values[at] - (double) maximum;
      values[at] = (float) (logarithm ? shifted - logOfSum : StrictMath.exp(shifted) / sum);
    }
  }
}
