package io.spikeport.simulation.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.simulation.Samples;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** One tile, against the definition of a convolution. */
class WinogradTest {

  private final Samples samples = new Samples(11);

  @Test
  void givesTheFourOutputsOfATile() {
    float[] tile = samples.eighths(4, 4).toArray();
    Tensor kernel = samples.eighths(1, 1, 3, 3);

    float[] product = product(points(tile), Winograd.weights(kernel));

    assertArrayEquals(convolution(tile, kernel.toArray()), output(product));
  }

  @Test
  void weightsOfAllChannelsLieByPointThenInputThenOutput() {
    Tensor kernels = samples.eighths(3, 2, 3, 3);

    float[] all = Winograd.weights(kernels);

    for (int o = 0; o < 3; o++) {
      for (int i = 0; i < 2; i++) {
        float[] one = new float[9];
        kernels.buffer().position((o * 2 + i) * 9).get(one);
        float[] alone = Winograd.weights(Tensor.wrap(Shape.of(1, 1, 3, 3), one));
        for (int point = 0; point < Winograd.POINTS; point++) {
          assertEquals(alone[point], all[(point * 2 + i) * 3 + o]);
        }
      }
    }
  }

  private static float[][] lines(float[] values) {
    float[][] lines = new float[4][4];
    for (int i = 0; i < 16; i++) {
      lines[i / 4][i % 4] = values[i];
    }
    return lines;
  }

  private static float[][] transposed(float[][] lines) {
    float[][] transposed = new float[lines[0].length][lines.length];
    for (int y = 0; y < lines.length; y++) {
      for (int x = 0; x < lines[0].length; x++) {
        transposed[x][y] = lines[y][x];
      }
    }
    return transposed;
  }

  /** By columns, as a line of tiles of width 1 is. */
  private static float[][] points(float[] tile) {
    float[][] down = new float[4][4];
    Winograd.spread(lines(tile), down, 4);
    float[][] across = new float[4][4];
    Winograd.spread(transposed(down), across, 4);
    return transposed(across);
  }

  private static float[] product(float[][] points, float[] weights) {
    float[] product = new float[16];
    for (int i = 0; i < 16; i++) {
      product[i] = points[i / 4][i % 4] * weights[i];
    }
    return product;
  }

  private static float[] output(float[] product) {
    float[][] down = new float[2][4];
    Winograd.join(lines(product), down[0], down[1], 4);
    float[][] across = new float[2][2];
    Winograd.join(transposed(down), across[0], across[1], 2);
    return new float[] {across[0][0], across[1][0], across[0][1], across[1][1]};
  }

  private static float[] convolution(float[] tile, float[] kernel) {
    float[] output = new float[4];
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 2; x++) {
        for (int tap = 0; tap < 9; tap++) {
          output[y * 2 + x] += tile[(y + tap / 3) * 4 + x + tap % 3] * kernel[tap];
        }
      }
    }
    return output;
  }
}
