package io.spikeport.tuning;

/**
 * The timesteps that are read out.
 *
 * @param start t₀
 * @param timesteps T
 */
record ReadoutWindow(int start, int timesteps) {

  /** Number of timesteps that are read out. */
  int length() {
    return timesteps - start;
  }

  /**
   * Mean of a value over the window.
   *
   * @param train {@code [T, size]}, or {@code [1, size]} where it is the same in every timestep
   */
  double[] mean(float[] train, int size) {
    int rows = train.length / size;
    double[] mean = new double[size];
    for (int t = start; t < timesteps; t++) {
      int row = Math.min(t, rows - 1) * size;
      for (int i = 0; i < size; i++) {
        mean[i] += train[row + i];
      }
    }
    for (int i = 0; i < size; i++) {
      mean[i] /= length();
    }
    return mean;
  }
}
