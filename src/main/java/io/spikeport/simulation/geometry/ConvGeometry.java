package io.spikeport.simulation.geometry;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A convolution over two axes as ND4J wants it: one spatial axis becomes a height of 1, and pads
 * that differ before and after an axis are put into the input.
 */
public record ConvGeometry(
    int inHeight,
    int inWidth,
    int outHeight,
    int outWidth,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilationHeight,
    int dilationWidth,
    int top,
    int left,
    int bottom,
    int right) {

  public static ConvGeometry of(Conv op, Shape input, Shape output) {
    Window w = op.window();
    return new ConvGeometry(
        height(input),
        input.extent(input.rank() - 1),
        height(output),
        output.extent(output.rank() - 1),
        first(w.kernel(), 1),
        last(w.kernel()),
        first(w.strides(), 1),
        last(w.strides()),
        first(w.dilations(), 1),
        last(w.dilations()),
        first(w.padsBegin(), 0),
        last(w.padsBegin()),
        first(w.padsEnd(), 0),
        last(w.padsEnd()));
  }

  private static int height(Shape sample) {
    return sample.rank() == 3 ? sample.extent(1) : 1;
  }

  private static int first(List<Integer> values, int otherwise) {
    return values.size() == 2 ? values.get(0) : otherwise;
  }

  private static int last(List<Integer> values) {
    return values.get(values.size() - 1);
  }

  /** Whether the padding must be written into the input, since ND4J takes one pad per axis. */
  public boolean padsInput() {
    return top != bottom || left != right;
  }

  public int paddedHeight() {
    return padsInput() ? inHeight + top + bottom : inHeight;
  }

  public int paddedWidth() {
    return padsInput() ? inWidth + left + right : inWidth;
  }

  public int spanHeight() {
    return (kernelHeight - 1) * dilationHeight + 1;
  }

  public int spanWidth() {
    return (kernelWidth - 1) * dilationWidth + 1;
  }

  /**
   * Kernels with zeros where the dilation leaves gaps: ND4J 1.0.0-M2.1 hands oneDNN wrong paddings
   * for a dilated conv2d (not for a depthwise one), so that it is refused. Adding products with 0
   * changes no sum.
   *
   * @param kernels any number of kernels {@code [kernelHeight, kernelWidth]}
   */
  public FloatBuffer spread(FloatBuffer kernels) {
    int taps = kernelHeight * kernelWidth;
    int span = spanHeight() * spanWidth();
    if (span == taps) {
      return kernels;
    }
    FloatBuffer spread = FloatBuffer.allocate(Math.multiplyExact(kernels.remaining() / taps, span));
    for (int i = 0; i < kernels.remaining(); i++) {
      int y = i % taps / kernelWidth * dilationHeight;
      int x = i % kernelWidth * dilationWidth;
      spread.put(i / taps * span + y * spanWidth() + x, kernels.get(kernels.position() + i));
    }
    return spread;
  }

  /** Of conv2d without dilation; weights {@code [out, in, height, width]}. */
  public long[] arguments() {
    return arguments(1);
  }

  /** Of depthwise_conv2d without dilation; weights {@code [height, width, in, multiplier]}. */
  public long[] depthwiseArguments() {
    return arguments(0);
  }

  private long[] arguments(int weightFormat) {
    long padY = padsInput() ? 0 : top;
    long padX = padsInput() ? 0 : left;
    // Then padding mode 0 (as stated) and layout 1 (channels last).
    return new long[] {
      spanHeight(), spanWidth(), strideHeight, strideWidth, padY, padX, 1, 1, 0, 1, weightFormat
    };
  }
}
