package io.spikeport.simulation.kernel;

import io.spikeport.simulation.natives.RowBuffer;
import java.util.List;

/** Joins values along one axis. */
public final class ConcatKernel implements Kernel {

  private final List<RowBuffer> inputs;
  private final RowBuffer output;
  private final int repeats;
  private final float[] joined;

  /**
   * @param repeats product of the extents before the axis: the number of runs that each input is
   *     cut into
   */
  public ConcatKernel(List<RowBuffer> inputs, RowBuffer output, int repeats) {
    this.inputs = inputs;
    this.output = output;
    this.repeats = repeats;
    this.joined = new float[output.size()];
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      int start = 0;
      for (RowBuffer input : inputs) {
        int run = input.size() / repeats;
        for (int i = 0; i < repeats; i++) {
          input.read(row, i * run, run, joined, start + i * (output.size() / repeats));
        }
        start += run;
      }
      output.writeRow(row, joined);
    }
  }
}
