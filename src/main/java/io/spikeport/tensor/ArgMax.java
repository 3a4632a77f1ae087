package io.spikeport.tensor;

/** The class that an output stands for. */
public final class ArgMax {

  private ArgMax() {}

  /** Position of the largest value, the lowest among equals; values must not be NaN. */
  public static int of(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
