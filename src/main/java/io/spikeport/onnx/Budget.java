package io.spikeport.onnx;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;

/**
 * Bounds what one import may allocate for constants. A model is untrusted: a few bytes can ask for
 * a tensor of any size, or for the same constant in a new form a thousand times.
 *
 * <p>In all, constants may take {@value #MULTIPLE} times the bytes of the model with its external
 * data, counted as float32, and {@value #FREE} elements besides.
 */
final class Budget {

  static final long MULTIPLE = 8;
  static final long FREE = 1L << 19;

  private long left = FREE;

  /** Adds what {@code bytes} of a file allow. */
  void grant(long bytes) {
    left += MULTIPLE * (bytes / Float.BYTES);
  }

  /**
   * Asks for a number of elements before they are allocated.
   *
   * @throws ModelException if that is more than is left
   */
  void spend(String place, long elements) {
    left -= elements;
    if (left < 0 || elements > Integer.MAX_VALUE) {
      throw new ModelException(
          Problem.mismatch(
              place,
              "constants that fit the size of the model",
              "one of " + elements + " elements",
              "export the model with constant folding"));
    }
  }
}
