package io.spikeport.onnx.network;

import java.util.Optional;

/**
 * One integer of a shape or of shape arithmetic: {@code factor}, or {@code factor} times the batch
 * size N, which stays symbolic. Results that are neither are empty.
 */
public record Dim(long factor, boolean batch) {

  /** The batch size itself. */
  public static final Dim BATCH = new Dim(1, true);

  public static Dim of(long value) {
    return new Dim(value, false);
  }

  public boolean is(long value) {
    return !batch && factor == value;
  }

  public Optional<Dim> plus(Dim other) {
    if (factor == 0) {
      return Optional.of(other);
    }
    if (other.factor != 0 && batch != other.batch) {
      return Optional.empty();
    }
    return Optional.of(new Dim(factor + other.factor, batch));
  }

  public Optional<Dim> times(Dim other) {
    return batch && other.batch
        ? Optional.empty()
        : Optional.of(new Dim(factor * other.factor, batch || other.batch));
  }

  public Dim negated() {
    return new Dim(-factor, batch);
  }

  /** Division of integers, towards zero. */
  public Optional<Dim> dividedBy(Dim other) {
    if (other.factor == 0 || (other.batch && !batch)) {
      return Optional.empty();
    }
    if (!batch) {
      return Optional.of(of(factor / other.factor));
    }
    return factor % other.factor != 0
        ? Optional.empty()
        : Optional.of(new Dim(factor / other.factor, !other.batch));
  }

  /** Whether both are the same number whatever the batch size, which is at least 1. */
  public Optional<Boolean> sameAs(Dim other) {
    if (batch == other.batch) {
      return Optional.of(factor == other.factor);
    }
    boolean signsDiffer = Long.signum(factor) != Long.signum(other.factor);
    return signsDiffer ? Optional.of(false) : Optional.empty();
  }

  @Override
  public String toString() {
    if (!batch) {
      return Long.toString(factor);
    }
    return factor == 1 ? "N" : factor + "·N";
  }
}
