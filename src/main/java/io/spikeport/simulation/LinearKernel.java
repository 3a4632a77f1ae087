package io.spikeport.simulation;

import io.spikeport.graph.Linear;
import io.spikeport.tensor.Tensor;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x·Wᵀ + b} for all rows at once. */
final class LinearKernel implements Kernel {

  /** Elements that are transposed at once; they fit the second-level cache. */
  private static final int PIECE = 1 << 16;

  /**
   * Outputs that are read side by side, a cache line of each: no more than the first-level cache
   * has ways, since lines a power of two apart all share one of its sets.
   */
  private static final int SIDE_BY_SIDE = 8;

  /** Floats of a cache line, by which the lines written are set apart for the same reason. */
  private static final int CACHE_LINE = 16;

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

  /** Piece by piece into ND4J's memory: these can be by far the largest weights of a network. */
  private static INDArray[] transpose(Tensor weight) {
    int out = weight.shape().extent(0);
    int in = weight.shape().extent(1);
    INDArray transposed = Natives.uninitialized(in, out);
    FloatBuffer target = transposed.data().asNioFloat();
    int lines = Math.max(1, PIECE / out);
    int stride = out + CACHE_LINE;
    float[] piece = new float[Math.min(lines, in) * stride];
    for (int first = 0; first < in; first += lines) {
      int count = Math.min(lines, in - first);
      for (int from = 0; from < out; from += SIDE_BY_SIDE) {
        int to = Math.min(out, from + SIDE_BY_SIDE);
        for (int i = 0; i < count; i++) {
          for (int o = from; o < to; o++) {
            piece[i * stride + o] = weight.get(o * in + first + i);
          }
        }
      }
      for (int i = 0; i < count; i++) {
        target.put((first + i) * out, piece, i * stride, out);
      }
    }
    return new INDArray[] {transposed};
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
