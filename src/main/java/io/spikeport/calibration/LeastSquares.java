package io.spikeport.calibration;

/**
 * s minimises the squared error of an activation that can take T + 1 values: {@code Σ (a −
 * (s/T)·clip(⌊a·T/s + ½⌋, 0, T))²} (Li et al. 2021, "A Free Lunch from ANN"), over a grid up to the
 * largest activation.
 *
 * @param timesteps T, at least 1
 */
public record LeastSquares(int timesteps) implements Normalization {

  static final String NOTATION = "mse";

  private static final int GRID = 60;

  public LeastSquares {
    if (timesteps < 1) {
      throw new IllegalArgumentException("expected at least 1 timestep, found " + timesteps);
    }
  }

  @Override
  public double scale(Histogram activations) {
    BinSums bins = new BinSums(activations);
    double largest = activations.maximum();
    double best = largest;
    double least = Double.POSITIVE_INFINITY;
    for (int k = GRID - 1; k >= 0; k--) {
      double s = candidate(largest, k);
      double error = error(bins, s);
      if (error < least) {
        least = error;
        best = s;
      }
    }
    return best;
  }

  /** Values that are taken to the same level follow one another, so their sums are at hand. */
  private double error(BinSums bins, double s) {
    double sum = 0;
    int from = 0;
    while (from < bins.size()) {
      double taken = quantized(bins.value(from), s);
      int to = end(bins, from, taken, s);
      sum += bins.squaredDistance(from, to, taken);
      from = to;
    }
    return sum;
  }

  /** End of the bins from one on that are taken to the same level as it. */
  private int end(BinSums bins, int from, double taken, double s) {
    int same = from;
    int end = bins.size();
    while (end - same > 1) {
      int middle = (same + end) >>> 1;
      if (quantized(bins.value(middle), s) == taken) {
        same = middle;
      } else {
        end = middle;
      }
    }
    return end;
  }

  private static double candidate(double largest, int k) {
    return largest * (k + 1) / GRID;
  }

  /** The nearest value that a neuron of scale s can give in T timesteps. */
  double quantized(double value, double s) {
    double level = Math.floor(value * timesteps / s + 0.5);
    return s / timesteps * Math.min(level, timesteps);
  }

  @Override
  public String notation() {
    return NOTATION;
  }
}
