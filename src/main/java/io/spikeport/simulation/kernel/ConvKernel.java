package io.spikeport.simulation.kernel;

import io.spikeport.graph.Conv;
import io.spikeport.simulation.geometry.ConvGeometry;
import io.spikeport.simulation.natives.DenseCall;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution for all rows at once: one ND4J call, or one per group. The calls read and write the
 * row buffers themselves where these lie as ND4J wants them; otherwise values are copied to and
 * from arrays of their own.
 */
public final class ConvKernel implements Kernel {

  private final RowBuffer input;
  private final RowBuffer output;
  private final ConvGeometry geometry;
  private final int inChannels;
  private final int outChannels;
  private final List<DenseCall> calls = new ArrayList<>();
  private final List<RowBuffer> ownInputs = new ArrayList<>();
  private final List<RowBuffer> ownOutputs = new ArrayList<>();
  private final float[] from;
  private final float[] part;
  private final float[] to;

  public ConvKernel(
      Conv op, Shape in, Shape out, RowBuffer input, RowBuffer output, SharedWeights weights) {
    this.input = input;
    this.output = output;
    this.geometry = ConvGeometry.of(op, in, out);
    this.inChannels = op.inChannels();
    this.outChannels = op.outChannels();
    int groups = calls(op);
    boolean copiesInput = !readsInputDirectly(op);
    for (int g = 0; g < groups; g++) {
      INDArray x = copiesInput ? ownInput(groups) : input.array().orElseThrow();
      INDArray y = groups > 1 ? ownOutput(groups) : output.array().orElseThrow();
      calls.add(call(op, g, groups, x, y, weights));
    }
    this.from = new float[copiesInput ? input.size() : 0];
    this.part = new float[groups > 1 ? Math.max(input.size(), output.size()) / groups : 0];
    this.to = new float[groups > 1 ? output.size() : 0];
  }

  /** Whether the input's buffer serves as it is, if it lies in ND4J's memory. */
  public static boolean readsInputDirectly(Conv op) {
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

  private DenseCall call(
      Conv op, int group, int groups, INDArray x, INDArray y, SharedWeights weights) {
    INDArray[] arrays = weights.get(op, ConvKernel.class, () -> weightsThenBiases(op, groups));
    INDArray in =
        x.reshape(
            'c',
            input.rows(),
            geometry.paddedHeight(),
            geometry.paddedWidth(),
            inChannels / groups);
    INDArray out =
        y.reshape(
            'c',
            output.rows(),
            geometry.outHeight(),
            geometry.outWidth(),
            op.outChannels() / groups);
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

  /** A view: the weights of a network can be most of what is in memory. */
  private static FloatBuffer part(Tensor values, int group, int groups) {
    int run = values.size() / groups;
    return values.buffer().slice(group * run, run);
  }

  /**
   * {@code [C·m, 1, kh, kw]} as ND4J's {@code [kh, kw, C, m]}, spread with zeros: oneDNN refuses
   * some dilated depthwise convolutions.
   */
  private INDArray depthwiseWeight(Conv op) {
    int multiplier = op.outChannels() / inChannels;
    FloatBuffer weight = geometry.spread(op.weight().buffer());
    int taps = geometry.spanHeight() * geometry.spanWidth();
    float[] values = new float[weight.remaining()];
    for (int o = 0; o < op.outChannels(); o++) {
      for (int tap = 0; tap < taps; tap++) {
        values[tap * op.outChannels() + o] = weight.get(o * taps + tap);
      }
    }
    return Natives.copyOf(
        FloatBuffer.wrap(values),
        geometry.spanHeight(),
        geometry.spanWidth(),
        inChannels,
        multiplier);
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
      for (int row = 0; row < rows; row++) {
        joinOutputs(row);
      }
    }
  }

  private void fillInputs(int row) {
    input.readRow(row, from);
    int top = geometry.padsInput() ? geometry.top() : 0;
    int left = geometry.padsInput() ? geometry.left() : 0;
    int channels = inChannels / ownInputs.size();
    int line = geometry.inWidth() * channels;
    float[] group = from;
    for (int g = 0; g < ownInputs.size(); g++) {
      if (ownInputs.size() > 1) {
        group = part;
        int positions = geometry.inHeight() * geometry.inWidth();
        copyChannels(positions, from, inChannels, g * channels, part, channels, 0);
      }
      for (int y = 0; y < geometry.inHeight(); y++) {
        int at = ((y + top) * geometry.paddedWidth() + left) * channels;
        ownInputs.get(g).write(row, at, line, group, y * line);
      }
    }
  }

  private void joinOutputs(int row) {
    int channels = outChannels / ownOutputs.size();
    int positions = geometry.outHeight() * geometry.outWidth();
    for (int g = 0; g < ownOutputs.size(); g++) {
      ownOutputs.get(g).read(row, 0, ownOutputs.get(g).size(), part, 0);
      copyChannels(positions, part, channels, 0, to, outChannels, g * channels);
    }
    output.writeRow(row, to);
  }

  /** Copies a run of channels of every position between arrays of different numbers of channels. */
  private static void copyChannels(
      int positions,
      float[] from,
      int fromChannels,
      int first,
      float[] to,
      int toChannels,
      int at) {
    int count = Math.min(fromChannels, toChannels);
    for (int p = 0; p < positions; p++) {
      System.arraycopy(from, p * fromChannels + first, to, p * toChannels + at, count);
    }
  }

  @Override
  public void close() {
    ownInputs.forEach(RowBuffer::close);
    ownOutputs.forEach(RowBuffer::close);
  }
}
