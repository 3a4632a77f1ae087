package io.spikeport.simulation.kernel;

import io.spikeport.graph.Linear;
import io.spikeport.simulation.natives.MatrixProduct;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.simulation.natives.RowBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x·Wᵀ + b} for all rows at once. */
public final class LinearKernel implements Kernel {

  private final MatrixProduct product;
  private final RowBuffer output;
  private final float[] bias;

  /** {@code [outputs, rows]}, as the product leaves it. */
  private final INDArray columns;

  private final FloatBuffer fromProduct;
  private final float[] values;
  private final float[] row;

  /**
   * @param input in ND4J's memory
   */
  public LinearKernel(Linear op, RowBuffer input, RowBuffer output, SharedWeights weights) {
    int inputs = op.weight().shape().extent(1);
    int outputs = op.weight().shape().extent(0);
    INDArray[] weight =
        weights.get(
            op,
            LinearKernel.class,
            () -> new INDArray[] {Natives.copyOf(op.weight().buffer(), outputs, inputs)});
    this.output = output;
    this.bias = op.bias().toArray();
    this.columns = Natives.uninitialized(outputs, output.rows());
    this.product =
        MatrixProduct.transposed(input.array().orElseThrow(), weight[0], columns, inputs, outputs);
    this.fromProduct = columns.data().asNioFloat();
    this.values = new float[outputs * output.rows()];
    this.row = new float[outputs];
  }

  @Override
  public void run(int rows) {
    // Always all rows, whatever was asked: a product of another extent may round differently.
    int samples = output.rows();
    product.run(samples);
    fromProduct.get(0, values);
    for (int r = 0; r < samples; r++) {
      for (int o = 0; o < row.length; o++) {
        row[o] = values[o * samples + r] + bias[o];
      }
      output.writeRow(r, row);
    }
  }

  @Override
  public void close() {
    columns.close();
  }
}
