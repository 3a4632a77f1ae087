package io.spikeport.calibration;

/** A value is NaN or infinite; the caller knows the place and tells the user. */
final class NonFiniteException extends RuntimeException {

  private static final long serialVersionUID = 1;

  NonFiniteException(float value) {
    super(String.valueOf(value));
  }
}
