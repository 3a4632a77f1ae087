package io.spikeport.simulation;

import io.spikeport.graph.Conv;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution for all rows at once: one ND4J call, or one per group. The calls read and write the
 * row buffers themselves where these lie as ND4J wants them; otherwise values are copied to and
 * from arrays of their own.
 */
final class ConvKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final ConvGeometry geometry;
  private final int inChannels;
  private final List<DenseCall> calls = new ArrayList<>();
  private final List<RowBuffer> ownInputs = new ArrayList<>();
  private final List<RowBuffer> ownOutputs = new ArrayList<>();
  private final float[] from;
  private final float[] to;

  ConvKernel(Conv op, Shape in, Shape out, RowBuffer input, RowBuffer output, Weights weights) {
    this.input = input;
    this.output = output;
    this.geometry = ConvGeometry.of(op, in, out);
    this.inChannels = op.inChannels();
    int groups = calls(op);
    boolean copiesInput = !readsInputDirectly(op);
    for (int g = 0; g < groups; g++) {
      INDArray x = copiesInput ? ownInput(groups) : input.array().orElseThrow();
      INDArray y = groups > 1 ? ownOutput(groups) : output.array().orElseThrow();
      calls.add(call(op, g, groups, x, y, weights));
    }
    this.from = new float[copiesInput ? input.size() : 0];
    this.to = new float[groups > 1 ? output.size() : 0];
  }

  /** Whether the input's buffer serves as it is, if it lies in ND4J's memory. */
  static boolean readsInputDirectly(Conv op) {
    return calls(op) == 1 && op.window().padsBegin().equals(op.window().padsEnd());
  }

  /** Whether every channel is its own group: ND4J has an operation of its own for that. */
  private static boolean depthwise(Conv op) {
    return op.groups() > 1 && op.groups() == op.inChannels();
  }

  private static int calls(Conv op) {
    return depthwise(op) ? 1 : op.groups();
  }

  private INDArray ownInput(int groups) {
    int plane = geometry.paddedHeight() * geometry.paddedWidth();
    RowBuffer own = RowBuffer.offHeap(input.rows(), inChannels / groups * plane);
    ownInputs.add(own);
    return own.array().orElseThrow();
  }

  private INDArray ownOutput(int groups) {
    RowBuffer own = RowBuffer.offHeap(output.rows(), output.size() / groups);
    ownOutputs.add(own);
    return own.array().orElseThrow();
  }

  private DenseCall call(Conv op, int group, int groups, INDArray x, INDArray y, Weights weights) {
    INDArray[] arrays = weights.get(op, () -> weightsThenBiases(op, groups));
    INDArray in =
        x.reshape(
            'c',
            input.rows(),
            inChannels / groups,
            geometry.paddedHeight(),
            geometry.paddedWidth());
    INDArray out =
        y.reshape(
            'c',
            output.rows(),
            op.outChannels() / groups,
            geometry.outHeight(),
            geometry.outWidth());
    INDArray[] inputs = {in, arrays[group], arrays[groups + group]};
    return depthwise(op)
        ? new DenseCall("depthwise_conv2d", inputs, out, geometry.depthwiseArguments())
        : new DenseCall("conv2d", inputs, out, geometry.arguments());
  }

  private INDArray[] weightsThenBiases(Conv op, int groups) {
    INDArray[] arrays = new INDArray[2 * groups];
    int outChannels = op.outChannels() / groups;
    for (int g = 0; g < groups; g++) {
      arrays[g] =
          depthwise(op)
              ? depthwiseWeight(op)
              : Natives.copyOf(
                  geometry.spread(part(op.weight(), g, groups)),
                  outChannels,
                  inChannels / groups,
                  geometry.spanHeight(),
                  geometry.spanWidth());
      arrays[groups + g] = Natives.copyOf(part(op.bias(), g, groups), outChannels);
    }
    return arrays;
  }

  private static float[] part(Tensor values, int group, int groups) {
    int run = values.size() / groups;
    return Arrays.copyOfRange(values.toArray(), group * run, (group + 1) * run);
  }

  /** {@code [C·m, 1, kh, kw]} as ND4J's {@code [kh, kw, C, m]}. */
  private INDArray depthwiseWeight(Conv op) {
    int multiplier = op.outChannels() / inChannels;
    int taps = geometry.spanHeight() * geometry.spanWidth();
    float[] kernels = geometry.spread(op.weight().toArray());
    float[] values = new float[kernels.length];
    for (int o = 0; o < op.outChannels(); o++) {
      for (int tap = 0; tap < taps; tap++) {
        values[tap * op.outChannels() + o] = kernels[o * taps + tap];
      }
    }
    return Natives.copyOf(
        values, geometry.spanHeight(), geometry.spanWidth(), inChannels, multiplier);
  }

  @Override
  public void run(int rows) {
    if (!ownInputs.isEmpty()) {
      for (int row = 0; row < rows; row++) {
        fillInputs(row);
      }
    }
    // Always all rows, whatever was asked: a product of another extent may round differently.
    calls.forEach(DenseCall::run);
    if (!ownOutputs.isEmpty()) {
      int run = output.size() / ownOutputs.size();
      for (int row = 0; row < rows; row++) {
        for (int g = 0; g < ownOutputs.size(); g++) {
          ownOutputs.get(g).read(row, 0, run, to, g * run);
        }
        output.writeRow(row, to);
      }
    }
  }

  private void fillInputs(int row) {
    input.readRow(row, from);
    int width = geometry.inWidth();
    int lines = geometry.inHeight();
    int channels = inChannels / ownInputs.size();
    int top = geometry.padsInput() ? geometry.top() : 0;
    int left = geometry.padsInput() ? geometry.left() : 0;
    for (int c = 0; c < inChannels; c++) {
      RowBuffer target = ownInputs.get(c / channels);
      int plane = c % channels * geometry.paddedHeight() * geometry.paddedWidth();
      for (int y = 0; y < lines; y++) {
        int at = plane + (y + top) * geometry.paddedWidth() + left;
        target.write(row, at, width, from, (c * lines + y) * width);
      }
    }
  }

  @Override
  public void close() {
    ownInputs.forEach(RowBuffer::close);
    ownOutputs.forEach(RowBuffer::close);
  }
}
