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
    double[] errors = new double[GRID];
    double largest = activations.maximum();
    activations.forEachBin(
        (value, count) -> {
          for (int k = 0; k < GRID; k++) {
            double error = value - quantized(value, candidate(largest, k));
            errors[k] += count * error * error;
          }
        });
    int best = GRID - 1;
    for (int k = GRID - 2; k >= 0; k--) {
      if (errors[k] < errors[best]) {
        best = k;
      }
    }
    return candidate(largest, best);
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
