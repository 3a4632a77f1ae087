package io.spikeport.simulation.kernel;

import io.spikeport.simulation.geometry.Gather;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.natives.RowBuffer;

/** Moves elements; what comes from nowhere is a constant. */
public final class GatherKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final int[] sources;
  private final float elsewhere;
  private final float[] from;
  private final float[] to;

  public GatherKernel(
      RowBuffer input,
      RowBuffer output,
      SampleLayout in,
      SampleLayout out,
      Gather gather,
      float elsewhere) {
    this.input = input;
    this.output = output;
    this.sources = stored(gather, in, out);
    this.elsewhere = elsewhere;
    this.from = new float[input.size()];
    this.to = new float[output.size()];
  }

  private static int[] stored(Gather gather, SampleLayout in, SampleLayout out) {
    int[] sources = new int[gather.size()];
    for (int i = 0; i < sources.length; i++) {
      int source = gather.source(i);
      sources[out.stored(i)] = source == Gather.NOWHERE ? source : in.stored(source);
    }
    return sources;
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      input.readRow(row, from);
      for (int i = 0; i < sources.length; i++) {
        to[i] = sources[i] == Gather.NOWHERE ? elsewhere : from[sources[i]];
      }
      output.writeRow(row, to);
    }
  }
}
