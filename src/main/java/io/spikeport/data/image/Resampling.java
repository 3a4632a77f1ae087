package io.spikeport.data.image;

/**
 * Brings images to another size by a triangle filter that widens when it shrinks, as PIL's bilinear
 * resampling and PyTorch's {@code interpolate(mode="bilinear", antialias=True)} do.
 *
 * <p>Along each axis, with {@code r = in/out} and {@code w = max(r, 1)}, output i is centred at
 * {@code c = (i + ½)·r} and is the mean of the inputs j with weights {@code max(0, 1 − |j + ½ −
 * c|/w)}.
 */
final class Resampling {

  /** Binary digits of PIL's weights for images of 8 bits. */
  private static final int DIGITS = 22;

  private final int inHeight;
  private final int inWidth;
  private final Filter rows;
  private final Filter columns;

  /**
   * @param bytes whether values are n/255 and stay so: PIL weighs with fixed-point numbers and
   *     rounds after each axis, along the rows first; so does this, to the same values
   */
  Resampling(Size image, Size target, boolean bytes) {
    this.inHeight = image.height();
    this.inWidth = image.width();
    this.rows = new Filter(inHeight, target.height(), bytes);
    this.columns = new Filter(inWidth, target.width(), bytes);
  }

  /**
   * Resamples one image.
   *
   * @param source {@code [C, inHeight, inWidth]}
   * @param target receives {@code [C, height, width]}
   */
  void apply(float[] source, int channels, float[] target) {
    int width = columns.outputs();
    int height = rows.outputs();
    float[] narrow = new float[inHeight * width];
    for (int c = 0; c < channels; c++) {
      int plane = c * inHeight * inWidth;
      for (int y = 0; y < inHeight; y++) {
        columns.apply(source, plane + y * inWidth, 1, narrow, y * width, 1);
      }
      int targetPlane = c * height * width;
      for (int x = 0; x < width; x++) {
        rows.apply(narrow, x, width, target, targetPlane + x, width);
      }
    }
  }

  /** The weights along one axis. */
  private static final class Filter {

    private final int[] starts;
    private final float[][] weights;

    private final boolean bytes;

    Filter(int inputs, int outputs, boolean bytes) {
      this.bytes = bytes;
      starts = new int[outputs];
      weights = new float[outputs][];
      double ratio = (double) inputs / outputs;
      double reach = Math.max(ratio, 1);
      for (int i = 0; i < outputs; i++) {
        double centre = (i + 0.5) * ratio;
        int start = Math.max(0, (int) Math.floor(centre - reach));
        int end = Math.min(inputs, (int) Math.ceil(centre + reach));
        starts[i] = start;
        weights[i] = weights(start, end, centre, reach, bytes);
      }
    }

    private static float[] weights(int start, int end, double centre, double reach, boolean bytes) {
      double[] exact = new double[end - start];
      double sum = 0;
      for (int j = 0; j < exact.length; j++) {
        exact[j] = Math.max(0, 1 - Math.abs(start + j + 0.5 - centre) / reach);
        sum += exact[j];
      }
      float[] weights = new float[exact.length];
      for (int j = 0; j < exact.length; j++) {
        double weight = exact[j] / sum;
        // Whole numbers of up to 2^22, which a float holds exactly.
        weights[j] = bytes ? (int) (0.5 + weight * (1 << DIGITS)) : (float) weight;
      }
      return weights;
    }

    int outputs() {
      return starts.length;
    }

    void apply(float[] in, int from, int step, float[] out, int to, int outStep) {
      if (bytes) {
        applyToBytes(in, from, step, out, to, outStep);
        return;
      }
      for (int i = 0; i < starts.length; i++) {
        float[] w = weights[i];
        float sum = 0;
        for (int j = 0; j < w.length; j++) {
          sum += w[j] * in[from + (starts[i] + j) * step];
        }
        out[to + i * outStep] = sum;
      }
    }

    private void applyToBytes(float[] in, int from, int step, float[] out, int to, int outStep) {
      for (int i = 0; i < starts.length; i++) {
        float[] w = weights[i];
        int sum = 1 << DIGITS - 1;
        for (int j = 0; j < w.length; j++) {
          sum += (int) w[j] * Math.round(in[from + (starts[i] + j) * step] * 255);
        }
        out[to + i * outStep] = Math.min(255, sum >> DIGITS) / 255f;
      }
    }
  }
}
