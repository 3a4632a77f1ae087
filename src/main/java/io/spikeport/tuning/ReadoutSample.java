package io.spikeport.tuning;

/** What one image says about the last layer. */
final class ReadoutSample {

  private final float[] features;
  private final double[] error;

  /**
   * @param features mean input over the readout window, {@code [features]}; not copied
   * @param expected the ANN's output, {@code [outputs]}
   * @param found mean output over the readout window, {@code [outputs]}
   */
  ReadoutSample(float[] features, float[] expected, double[] found) {
    this.features = features;
    this.error = new double[found.length];
    for (int c = 0; c < found.length; c++) {
      error[c] = expected[c] - found[c];
    }
  }

  /** Mean input over the readout window; not a copy. */
  float[] features() {
    return features;
  }

  /** The ANN's output minus the mean output; not a copy. */
  double[] error() {
    return error;
  }
}
