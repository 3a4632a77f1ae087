package io.spikeport.calibration;

import java.util.List;

/**
 * Local threshold balancing (Bu et al., CVPR 2025): from s = 0, {@code s ← s + 2·mean((z − s)₊)} a
 * fixed number of times. Independent of T. Here the mean is over all activations of the calibration
 * set at once, taken from its histogram; the original takes a mini-batch a step and clips the
 * forward pass at the thresholds reached so far.
 */
public record LocalThresholdBalancing() implements Normalization {

  static final String NOTATION = "ltb";

  /** Steps, as in the original. */
  private static final int STEPS = 1000;

  @Override
  public double scale(Histogram activations) {
    List<Histogram.Bin> bins = activations.bins();
    double[] countAbove = new double[bins.size() + 1];
    double[] sumAbove = new double[bins.size() + 1];
    for (int i = bins.size() - 1; i >= 0; i--) {
      countAbove[i] = countAbove[i + 1] + bins.get(i).count();
      sumAbove[i] = sumAbove[i + 1] + bins.get(i).count() * bins.get(i).value();
    }
    double s = 0;
    int first = 0;
    for (int step = 0; step < STEPS; step++) {
      while (first < bins.size() && bins.get(first).value() <= s) {
        first++;
      }
      s += 2 * (sumAbove[first] - s * countAbove[first]) / activations.count();
    }
    return Math.min(s, activations.maximum());
  }

  @Override
  public String notation() {
    return NOTATION;
  }
}
