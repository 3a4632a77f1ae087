package io.spikeport.tuning;

import io.spikeport.simulation.ValuesOverTime;

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
   * @param size of the value in one timestep
   */
  double[] mean(ValuesOverTime values, int image, int size) {
    float[] train = values.image(image);
    double[] mean = new double[size];
    for (int t = start; t < timesteps; t++) {
      int row = Math.min(t, values.rows() - 1) * size;
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
