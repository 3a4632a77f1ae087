package io.spikeport.onnx;

/**
 * One number of a shape: {@code factor}, or {@code factor} times the batch size, which stays
 * symbolic.
 */
record Dim(long factor, boolean batch) {

  /** The batch size itself. */
  static final Dim BATCH = new Dim(1, true);

  static Dim of(long value) {
    return new Dim(value, false);
  }

  boolean is(long value) {
    return !batch && factor == value;
  }

  @Override
  public String toString() {
    if (!batch) {
      return Long.toString(factor);
    }
    return factor == 1 ? "N" : factor + "·N";
  }
}
