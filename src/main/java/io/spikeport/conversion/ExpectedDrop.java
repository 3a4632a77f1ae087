package io.spikeport.conversion;

import io.spikeport.tensor.ArgMax;
import java.util.List;

/**
 * Accuracy lost to errors of the output, expected over which image meets which error: every image
 * meets the errors of many others, so that N images tell far less than 1/N apart. Counting the N
 * images themselves finds nothing lost as soon as none of them happens to be a close call.
 *
 * @param points accuracy lost; below 0 where errors mend more than they spoil
 * @param standardError of the points, in points: answers lost and mended are rare events, of which
 *     the count has a variance of its mean (Poisson), and either could have been the other
 */
record ExpectedDrop(double points, double standardError) {

  /** Standard errors on each side that hold 95 % of a normal distribution. */
  private static final double SURE = 1.96;

  /** Errors that each image meets, at most. */
  private static final int ERRORS = 500;

  /** By how much the true drop may well be larger or smaller, in points: 95 % confidence. */
  double uncertainty() {
    return SURE * standardError;
  }

  /**
   * Compares.
   *
   * @param expected outputs of the trained network, {@code [images][classes]}
   * @param found outputs of another network on the same images
   * @param truth class of each image
   */
  static ExpectedDrop of(float[][] expected, float[][] found, List<Integer> truth) {
    int images = expected.length;
    int errors = Math.min(images, ERRORS);
    float[] output = new float[expected[0].length];
    long lost = 0;
    long mended = 0;
    for (int i = 0; i < images; i++) {
      int wanted = truth.get(i);
      boolean right = ArgMax.of(expected[i]) == wanted;
      for (int k = 0; k < errors; k++) {
        int other = (int) ((i + (long) k * images / errors) % images);
        add(expected[i], found[other], expected[other], output);
        boolean stays = ArgMax.of(output) == wanted;
        lost += right && !stays ? 1 : 0;
        mended += !right && stays ? 1 : 0;
      }
    }
    double each = 100.0 / images;
    return new ExpectedDrop(
        each * (lost - mended) / errors, each * Math.sqrt((double) (lost + mended) / errors));
  }

  /** {@code a + (b − c)}. */
  private static void add(float[] a, float[] b, float[] c, float[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = a[i] + (b[i] - c[i]);
    }
  }
}
