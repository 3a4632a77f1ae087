package io.spikeport.simulation.kernel;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Window;
import io.spikeport.simulation.geometry.ConvGeometry;
import io.spikeport.simulation.geometry.Winograd;
import io.spikeport.simulation.natives.MatrixProduct;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution with a kernel of 3 × 3 and no stride, for all rows at once, by {@link Winograd}:
 * less than half of the products of the definition. Lines of tiles, line after line and row after
 * row, are taken in blocks: input transform, 16 matrix products over channels, output transform.
 */
public final class WinogradKernel implements Kernel {

  /** Inputs and outputs below which the transforms take longer than the products that they save. */
  private static final int FEWEST_CHANNELS = 96;

  /** Enough for fast matrix products; more would leave the cache. */
  private static final int TILES_OF_BLOCK = 256;

  private final RowBuffer input;
  private final RowBuffer output;
  private final ConvGeometry geometry;
  private final int inChannels;
  private final int outChannels;
  private final int tiles;
  private final int linesPerRow;
  private final int linesPerBlock;
  private final MatrixProduct[] products = new MatrixProduct[Winograd.POINTS];
  private final INDArray before;
  private final INDArray after;
  private final FloatBuffer toProducts;
  private final FloatBuffer fromProducts;

  private final float[] line;
  private final float[][] pixels = new float[Winograd.SIDE][];
  private final float[][] spread = new float[Winograd.SIDE][];
  private final float[][] columns = new float[Winograd.SIDE][];
  private final float[][] points = new float[Winograd.SIDE][];
  private final float[][] matrix = new float[Winograd.SIDE][];
  private final float[][] upper = new float[Winograd.SIDE][];
  private final float[][] lower = new float[Winograd.SIDE][];
  private final float[] even;
  private final float[] odd;
  private final float[] bias;
  private final float[] result;

  public WinogradKernel(
      Conv op, Shape in, Shape out, RowBuffer input, RowBuffer output, SharedWeights weights) {
    this.input = input;
    this.output = output;
    this.geometry = ConvGeometry.of(op, in, out);
    this.inChannels = op.inChannels();
    this.outChannels = op.outChannels();
    this.tiles = (geometry.outWidth() + 1) / 2;
    this.linesPerRow = (geometry.outHeight() + 1) / 2;
    this.linesPerBlock = Math.max(1, Math.min(output.rows() * linesPerRow, TILES_OF_BLOCK / tiles));
    int most = linesPerBlock * tiles;
    this.before = Natives.uninitialized(Winograd.POINTS, most, inChannels);
    this.after = Natives.uninitialized(Winograd.POINTS, most, outChannels);
    this.toProducts = before.data().asNioFloat();
    this.fromProducts = after.data().asNioFloat();
    INDArray transformed = weights.get(op, WinogradKernel.class, () -> transform(op))[0];
    for (int p = 0; p < products.length; p++) {
      products[p] =
          MatrixProduct.oneOf(p, before, transformed, after, most, inChannels, outChannels);
    }
    this.line = new float[geometry.inWidth() * inChannels];
    int pixelsOfLine = 2 * Winograd.pixels(tiles) * inChannels;
    int tilesIn = tiles * inChannels;
    int tilesOut = tiles * outChannels;
    for (int i = 0; i < Winograd.SIDE; i++) {
      pixels[i] = new float[pixelsOfLine];
      spread[i] = new float[pixelsOfLine];
      columns[i] = new float[tilesIn];
      points[i] = new float[tilesIn];
      matrix[i] = new float[tilesOut];
      upper[i] = new float[tilesOut];
      lower[i] = new float[tilesOut];
    }
    this.even = new float[tilesOut];
    this.odd = new float[tilesOut];
    this.bias = new float[tilesOut];
    for (int i = 0; i < tilesOut; i++) {
      bias[i] = op.bias().get(i % outChannels);
    }
    this.result = new float[geometry.outWidth() * outChannels];
  }

  /** Whether this kernel can compute a convolution, and sooner than others. */
  static boolean suits(Conv op) {
    Window window = op.window();
    return window.kernel().equals(List.of(3, 3))
        && window.strides().equals(List.of(1, 1))
        && window.dilations().equals(List.of(1, 1))
        && op.groups() == 1
        && op.inChannels() + op.outChannels() >= FEWEST_CHANNELS;
  }

  private static INDArray[] transform(Conv op) {
    float[] values = Winograd.weights(op.weight());
    return new INDArray[] {Natives.copyOf(FloatBuffer.wrap(values), values.length)};
  }

  @Override
  public void run(int rows) {
    // Always all rows, whatever was asked: a product of another extent may round differently.
    int lines = output.rows() * linesPerRow;
    for (int first = 0; first < lines; first += linesPerBlock) {
      int count = Math.min(linesPerBlock, lines - first);
      for (int i = 0; i < count; i++) {
        transformInput(first + i, i);
      }
      for (MatrixProduct product : products) {
        product.run(count * tiles);
      }
      for (int i = 0; i < count; i++) {
        transformOutput(first + i, i);
      }
    }
  }

  private void transformInput(int index, int inBlock) {
    readLines(index);
    int odd = Winograd.pixels(tiles) * inChannels;
    Winograd.spread(pixels, spread, 2 * odd);
    int count = tiles * inChannels;
    for (int y = 0; y < Winograd.SIDE; y++) {
      for (int x = 0; x < Winograd.SIDE; x++) {
        System.arraycopy(spread[y], x % 2 * odd + x / 2 * inChannels, columns[x], 0, count);
      }
      Winograd.spread(columns, points, count);
      for (int x = 0; x < Winograd.SIDE; x++) {
        toProducts.put(place(y, x, inBlock) * inChannels, points[x], 0, count);
      }
    }
  }

  /** The four lines of pixels of a line of tiles; two of them are also in the one above it. */
  private void readLines(int index) {
    int row = index / linesPerRow;
    int top = index % linesPerRow * 2 - geometry.top();
    int known = index % linesPerRow == 0 ? 0 : 2;
    for (int y = 0; y < known; y++) {
      float[] above = pixels[y + 2];
      pixels[y + 2] = pixels[y];
      pixels[y] = above;
    }
    for (int y = known; y < Winograd.SIDE; y++) {
      readPixels(row, top + y, pixels[y]);
    }
  }

  /** A line of the input, zeros outside of it, even pixels first. */
  private void readPixels(int row, int y, float[] into) {
    Arrays.fill(into, 0);
    if (y < 0 || y >= geometry.inHeight()) {
      return;
    }
    input.read(row, y * line.length, line.length, line, 0);
    int half = Winograd.pixels(tiles);
    int last = Math.min(geometry.inWidth(), 2 * half - geometry.left());
    for (int x = 0; x < last; x++) {
      int pixel = x + geometry.left();
      int at = (pixel / 2 + pixel % 2 * half) * inChannels;
      System.arraycopy(line, x * inChannels, into, at, inChannels);
    }
  }

  /** Where a line of tiles starts among the tiles of all points. */
  private int place(int y, int x, int inBlock) {
    return ((y * Winograd.SIDE + x) * linesPerBlock + inBlock) * tiles;
  }

  private void transformOutput(int index, int inBlock) {
    int count = tiles * outChannels;
    for (int x = 0; x < Winograd.SIDE; x++) {
      for (int y = 0; y < Winograd.SIDE; y++) {
        fromProducts.get(place(y, x, inBlock) * outChannels, matrix[y], 0, count);
      }
      if (x == 1) {
        // This point goes into all four outputs, with factor 1.
        AddKernel.add(matrix[1], bias, count);
      }
      Winograd.join(matrix, upper[x], lower[x], count);
    }
    int row = index / linesPerRow;
    int y = index % linesPerRow * 2;
    writePixels(row, y, upper);
    if (y + 1 < geometry.outHeight()) {
      writePixels(row, y + 1, lower);
    }
  }

  private void writePixels(int row, int y, float[][] joined) {
    Winograd.join(joined, even, odd, tiles * outChannels);
    for (int x = 0; x < geometry.outWidth(); x++) {
      System.arraycopy(
          x % 2 == 0 ? even : odd, x / 2 * outChannels, result, x * outChannels, outChannels);
    }
    output.write(row, y * result.length, result.length, result, 0);
  }

  @Override
  public void close() {
    before.close();
    after.close();
  }
}
