package io.spikeport.calibration;

/**
 * Threshold iteration (after Huang et al., ICML 2025): {@code s ← k·s} to the fixed point, k being
 * the factor that makes the quantised activations fit the activations best, {@code k = Σ a·q / Σ
 * q²} with {@code q = (s/T)·clip(⌊a·T/s + ½⌋, 0, T)}. The original takes the sums under a normal
 * distribution of the given mean and variance; here they are taken under the measured distribution.
 *
 * @param timesteps T, at least 1
 */
public record ThresholdIteration(int timesteps) implements Normalization {

  static final String NOTATION = "threshold-iteration";

  private static final int STEPS = 200;

  /** A factor this near 1 moves s by less than a histogram's bin. */
  private static final double FIXED = 1e-5;

  public ThresholdIteration {
    if (timesteps < 1) {
      throw new IllegalArgumentException("expected at least 1 timestep, found " + timesteps);
    }
  }

  @Override
  public double scale(Histogram activations) {
    LeastSquares rule = new LeastSquares(timesteps);
    double s = activations.maximum();
    for (int step = 0; step < STEPS && s > 0; step++) {
      double k = factor(activations, rule, s);
      if (!(k > 0) || Math.abs(k - 1) < FIXED) {
        break;
      }
      s = Math.min(k * s, activations.maximum());
    }
    return s;
  }

  private static double factor(Histogram activations, LeastSquares rule, double s) {
    double[] sums = new double[2];
    activations.forEachBin(
        (value, count) -> {
          double q = rule.quantized(value, s);
          sums[0] += count * value * q;
          sums[1] += count * q * q;
        });
    return sums[0] / sums[1];
  }

  @Override
  public String notation() {
    return NOTATION;
  }
}
