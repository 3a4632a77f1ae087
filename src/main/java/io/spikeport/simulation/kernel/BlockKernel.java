package io.spikeport.simulation.kernel;

import io.spikeport.graph.FloatBlock;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.natives.OnnxRuntimeBlock;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** {@link FloatBlock}: all rows in one run of ONNX Runtime, which takes values channels first. */
public final class BlockKernel implements Kernel {

  private final OnnxRuntimeBlock block;
  private final List<RowBuffer> inputs;
  private final RowBuffer output;
  private final List<SampleLayout> layouts = new ArrayList<>();
  private final SampleLayout outputLayout;
  private final List<float[]> values = new ArrayList<>();
  private final float[] results;
  private final float[] stored;

  public BlockKernel(
      OnnxRuntimeBlock block, FloatBlock op, List<RowBuffer> inputs, RowBuffer output) {
    this.block = block;
    this.inputs = inputs;
    this.output = output;
    this.outputLayout = SampleLayout.of(op.output());
    for (Shape input : op.inputs()) {
      layouts.add(SampleLayout.of(input));
      values.add(new float[output.rows() * input.size()]);
    }
    this.results = new float[output.rows() * op.output().size()];
    this.stored = new float[op.output().size()];
  }

  @Override
  public void run(int rows) {
    for (int i = 0; i < inputs.size(); i++) {
      SampleLayout layout = layouts.get(i);
      float[] sample = new float[layout.size()];
      for (int row = 0; row < rows; row++) {
        inputs.get(i).readRow(row, sample);
        layout.toChannelsFirst(sample, 0, values.get(i), row * sample.length);
      }
    }
    block.run(values, rows, results);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(results, row * stored.length, stored, 0, stored.length);
      output.writeRow(row, outputLayout.toStored(stored));
    }
  }
}
