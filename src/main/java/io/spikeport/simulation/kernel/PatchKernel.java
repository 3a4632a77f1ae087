package io.spikeport.simulation.kernel;

import io.spikeport.graph.Conv;
import io.spikeport.simulation.geometry.ConvGeometry;
import io.spikeport.simulation.natives.MatrixProduct;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution as a matrix product for several rows at once: what the kernel sees at each position
 * of each row, a patch, is a row of its left factor. Where there are few positions this takes less
 * than what oneDNN needs around its products.
 */
public final class PatchKernel implements Kernel {

  /** Values of the patches that are multiplied at once: 256 KiB, so that they stay in the cache. */
  private static final int VALUES_OF_BLOCK = 1 << 16;

  private final RowBuffer input;
  private final RowBuffer output;
  private final MatrixProduct product;
  private final INDArray left;
  private final INDArray result;
  private final FloatBuffer toProduct;
  private final FloatBuffer fromProduct;
  private final int positions;
  private final int rowsPerBlock;
  private final List<Run> runs = new ArrayList<>();
  private final float[] sample;

  /** Patches of one row; what lies in the padding stays 0. */
  private final float[] patches;

  private final float[] values;
  private final float[] bias;

  /** Neighbouring values of the input that are neighbours in a patch too. */
  private record Run(int from, int to, int count) {}

  public PatchKernel(
      Conv op, Shape in, Shape out, RowBuffer input, RowBuffer output, SharedWeights weights) {
    this.input = input;
    this.output = output;
    ConvGeometry geometry = ConvGeometry.of(op, in, out);
    int taps = geometry.kernelHeight() * geometry.kernelWidth();
    int patch = taps * op.inChannels();
    int positions = geometry.outHeight() * geometry.outWidth();
    this.rowsPerBlock = Math.max(1, Math.min(output.rows(), VALUES_OF_BLOCK / (positions * patch)));
    this.positions = positions;
    int most = rowsPerBlock * positions;
    this.left = Natives.uninitialized(most, patch);
    this.result = Natives.uninitialized(most, op.outChannels());
    this.toProduct = left.data().asNioFloat();
    this.fromProduct = result.data().asNioFloat();
    INDArray right =
        weights.get(op, PatchKernel.class, () -> new INDArray[] {factor(op.weight())})[0];
    this.product = MatrixProduct.oneOf(0, left, right, result, most, patch, op.outChannels());
    this.sample = new float[input.size()];
    this.patches = new float[positions * patch];
    this.values = new float[output.size()];
    this.bias = new float[output.size()];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = op.bias().get(i % op.outChannels());
    }
    for (int position = 0; position < positions; position++) {
      for (int y = 0; y < geometry.kernelHeight(); y++) {
        addRuns(geometry, op.inChannels(), position, y);
      }
    }
  }

  private void addRuns(ConvGeometry g, int channels, int position, int kernelY) {
    int y = position / g.outWidth() * g.strideHeight() + kernelY * g.dilationHeight() - g.top();
    int left = position % g.outWidth() * g.strideWidth() - g.left();
    if (y < 0 || y >= g.inHeight()) {
      return;
    }
    for (int kernelX = 0; kernelX < g.kernelWidth(); kernelX++) {
      int x = left + kernelX * g.dilationWidth();
      if (x < 0 || x >= g.inWidth()) {
        continue;
      }
      int tap = (position * g.kernelHeight() + kernelY) * g.kernelWidth() + kernelX;
      Run run = new Run((y * g.inWidth() + x) * channels, tap * channels, channels);
      Run last = runs.isEmpty() ? run : runs.get(runs.size() - 1);
      boolean follows =
          last.from() + last.count() == run.from() && last.to() + last.count() == run.to();
      if (follows) {
        runs.set(runs.size() - 1, new Run(last.from(), last.to(), last.count() + channels));
      } else {
        runs.add(run);
      }
    }
  }

  /** {@code [C_out, C_in, kh, kw]} as {@code [kh·kw·C_in, C_out]}. */
  private static INDArray factor(Tensor weight) {
    int outChannels = weight.shape().extent(0);
    int inChannels = weight.shape().extent(1);
    int taps = weight.shape().stride(1);
    float[] factor = new float[weight.size()];
    for (int o = 0; o < outChannels; o++) {
      for (int c = 0; c < inChannels; c++) {
        for (int tap = 0; tap < taps; tap++) {
          factor[(tap * inChannels + c) * outChannels + o] =
              weight.get((o * inChannels + c) * taps + tap);
        }
      }
    }
    return Natives.copyOf(FloatBuffer.wrap(factor), taps * inChannels, outChannels);
  }

  @Override
  public void run(int rows) {
    // Always all rows, whatever was asked: a product of another extent may round differently.
    for (int first = 0; first < output.rows(); first += rowsPerBlock) {
      int count = Math.min(rowsPerBlock, output.rows() - first);
      for (int i = 0; i < count; i++) {
        input.readRow(first + i, sample);
        for (Run run : runs) {
          System.arraycopy(sample, run.from(), patches, run.to(), run.count());
        }
        toProduct.put(i * patches.length, patches);
      }
      product.run(count * positions);
      for (int i = 0; i < count; i++) {
        fromProduct.get(i * values.length, values);
        AddKernel.add(values, bias, values.length);
        output.writeRow(first + i, values);
      }
    }
  }

  @Override
  public void close() {
    left.close();
    result.close();
  }
}
