package io.spikeport.data.array;

import io.spikeport.error.DataException;
import io.spikeport.error.Problem;

/** Looks for values that float32 cannot hold, which make everything after them meaningless. */
public final class Finite {

  private static final int EXPONENT = 0x7f800000;

  private Finite() {}

  /** Whether none of the first values is NaN or infinite. */
  public static boolean areAll(float[] values, int count) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      // The sum reaches the sign where every bit of the exponent is set.
      found |= (Float.floatToRawIntBits(values[i]) & EXPONENT) + (1 << 23);
    }
    return found >= 0;
  }

  /**
   * What to tell where they are not.
   *
   * @param place where, such as {@code image 3: layer 'relu1'}
   */
  public static DataException overflow(String place) {
    return new DataException(
        Problem.mismatch(
            place,
            "values within float32",
            "an overflow (NaN or infinity)",
            "give images scaled as for training (--scale, --mean, --std)"));
  }

  /**
   * Checks values.
   *
   * @throws DataException if one is NaN or infinite
   */
  public static void require(float[] values, String place) {
    if (!areAll(values, values.length)) {
      throw overflow(place);
    }
  }
}
