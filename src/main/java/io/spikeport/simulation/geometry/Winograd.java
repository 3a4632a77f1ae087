package io.spikeport.simulation.geometry;

import io.spikeport.tensor.Tensor;

/**
 * Winograd's minimal filtering F(2 × 2, 3 × 3): four outputs of a 3 × 3 convolution by 16 products
 * instead of 36. For a tile d of 4 × 4 inputs and a kernel g
 *
 * <pre>y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A
 *
 *      1  0 −1  0         1    0    0
 * Bᵀ = 0  1  1  0    G =  ½    ½    ½    Aᵀ = 1  1  1  0
 *      0 −1  1  0         ½   −½    ½         0  1 −1 −1
 *      0  1  0 −1         0    0    1</pre>
 *
 * (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks"). The transform of the
 * input only adds, so that of spikes is exact, and the products are summed over channels as in any
 * convolution.
 *
 * <p>Here lines of many tiles are transformed at once, values stored channels last. A line of
 * pixels has its even pixels first and then its odd ones, {@link #pixels one more than there are
 * tiles} of each, so that neighbouring tiles are neighbours in memory and every loop is a long one.
 */
public final class Winograd {

  /** Products for one tile, channel by channel. */
  public static final int POINTS = 16;

  /** Lines and columns of a tile of inputs. */
  public static final int SIDE = 4;

  private Winograd() {}

  /** Even pixels, or odd ones, that a line of tiles reads. */
  public static int pixels(int tiles) {
    return tiles + 1;
  }

  /**
   * {@code G g Gᵀ} of every kernel, computed in double precision.
   *
   * @param weight {@code [out, in, 3, 3]}
   * @return {@code [16, in, out]}, points row by row
   */
  public static float[] weights(Tensor weight) {
    int out = weight.shape().extent(0);
    int in = weight.shape().extent(1);
    float[] transformed = new float[Math.multiplyExact(POINTS * in, out)];
    double[] half = new double[12];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        int at = (o * in + i) * 9;
        for (int x = 0; x < 3; x++) {
          double top = weight.get(at + x);
          double middle = weight.get(at + 3 + x);
          double bottom = weight.get(at + 6 + x);
          half[x] = top;
          half[3 + x] = (top + middle + bottom) / 2;
          half[6 + x] = (top - middle + bottom) / 2;
          half[9 + x] = bottom;
        }
        for (int y = 0; y < SIDE; y++) {
          double left = half[3 * y];
          double middle = half[3 * y + 1];
          double right = half[3 * y + 2];
          int point = (y * SIDE * in + i) * out + o;
          transformed[point] = (float) left;
          transformed[point + in * out] = (float) ((left + middle + right) / 2);
          transformed[point + 2 * in * out] = (float) ((left - middle + right) / 2);
          transformed[point + 3 * in * out] = (float) right;
        }
      }
    }
    return transformed;
  }

  /**
   * {@code Bᵀ d}, or {@code t B}: four lines of values to four.
   *
   * <p>One loop for each line that is written: the compiler makes vector instructions of those.
   */
  public static void spread(float[][] d, float[][] spread, int count) {
    subtract(d[0], d[2], spread[0], count);
    add(d[1], d[2], spread[1], count);
    subtract(d[2], d[1], spread[2], count);
    subtract(d[1], d[3], spread[3], count);
  }

  /** {@code Aᵀ m}, or {@code m A}: four lines of values to two. */
  public static void join(float[][] m, float[] first, float[] second, int count) {
    join(m[0], m[1], m[2], m[3], first, second, count);
  }

  private static void join(
      float[] m0, float[] m1, float[] m2, float[] m3, float[] first, float[] second, int count) {
    for (int i = 0; i < count; i++) {
      first[i] = m0[i] + m1[i] + m2[i];
      second[i] = m1[i] - m2[i] - m3[i];
    }
  }

  private static void add(float[] a, float[] b, float[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = a[i] + b[i];
    }
  }

  private static void subtract(float[] a, float[] b, float[] difference, int count) {
    for (int i = 0; i < count; i++) {
      difference[i] = a[i] - b[i];
    }
  }
}
