package io.spikeport.simulation;

import io.spikeport.graph.Linear;
import io.spikeport.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x·Wᵀ + b} for all rows at once. */
final class LinearKernel implements Kernel {

  private final DenseCall product;
  private final RowBuffer output;
  private final float[] bias;
  private final float[] row;

  LinearKernel(Linear op, RowBuffer input, RowBuffer output, Weights weights) {
    // Transposed once: the product with a transposed factor is half as fast at these row counts.
    INDArray[] transposed = weights.get(op, () -> transpose(op.weight()));
    this.product =
        new DenseCall(
            "matmul",
            new INDArray[] {input.array().orElseThrow(), transposed[0]},
            output.array().orElseThrow());
    this.output = output;
    this.bias = op.bias().toArray();
    this.row = new float[bias.length];
  }

  private static INDArray[] transpose(Tensor weight) {
    int out = weight.shape().extent(0);
    int in = weight.shape().extent(1);
    float[] transposed = new float[weight.size()];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        transposed[i * out + o] = weight.get(o * in + i);
      }
    }
    return new INDArray[] {Natives.copyOf(transposed, in, out)};
  }

  @Override
  public void run(int rows) {
    product.run();
    for (int r = 0; r < rows; r++) {
      output.readRow(r, row);
      AddKernel.add(row, bias, bias.length);
      output.writeRow(r, row);
    }
  }
}
