package io.spikeport.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.math.BigInteger;

/**
 * Sum of positive floats without any rounding, so that it is the same in whatever order and groups
 * they are added: a whole number in units of the smallest float, 2⁻¹⁴⁹, kept in digits of 32 bits
 * (Kulisch 2013, "Computer Arithmetic and Validity", chapter 8). It has room for 2⁶⁰ floats.
 */
final class ExactSum {

  private static final int UNIT = -149;
  private static final int DIGIT_BITS = 32;
  private static final long DIGIT = 0xffff_ffffL;
  private static final int DIGITS = 11;

  /** Additions after which a digit could overflow its long. */
  private static final int CARRY_AFTER = 1 << 30;

  private static final int FRACTION_BITS = 52;
  private static final int EXPONENT_OF_LAST_BIT = -1075;

  private final long[] digits = new long[DIGITS];
  private int additions;

  /**
   * Adds a sum of floats.
   *
   * @param value positive, a multiple of the smallest float, below 2¹⁸⁰
   */
  void add(double value) {
    long raw = Double.doubleToRawLongBits(value);
    long significand = raw & (1L << FRACTION_BITS) - 1 | 1L << FRACTION_BITS;
    int position = (int) (raw >>> FRACTION_BITS) + EXPONENT_OF_LAST_BIT - UNIT;
    if (position < 0) {
      significand >>>= -position; // of a multiple of the unit, these bits are zeros
      position = 0;
    }
    int digit = position / DIGIT_BITS;
    int offset = position % DIGIT_BITS;
    digits[digit] += significand << offset & DIGIT;
    digits[digit + 1] += significand >>> DIGIT_BITS - offset & DIGIT;
    digits[digit + 2] += significand >>> 1 >>> 2 * DIGIT_BITS - 1 - offset;
    if (++additions == CARRY_AFTER) {
      carry();
    }
  }

  void add(ExactSum other) {
    carry();
    other.carry();
    for (int i = 0; i < DIGITS; i++) {
      digits[i] += other.digits[i];
    }
    additions = 1;
    carry();
  }

  private void carry() {
    if (additions == 0) {
      return;
    }
    for (int i = 0; i < DIGITS - 1; i++) {
      digits[i + 1] += digits[i] >>> DIGIT_BITS;
      digits[i] &= DIGIT;
    }
    additions = 0;
  }

  /** The sum, rounded once. */
  double value() {
    carry();
    BigInteger sum = BigInteger.ZERO;
    for (int i = DIGITS - 1; i >= 0; i--) {
      sum = sum.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[i]));
    }
    return Math.scalb(sum.doubleValue(), UNIT);
  }

  /** Writes the sum; {@link #read} reads it back. */
  void write(DataOutput out) throws IOException {
    carry();
    for (long digit : digits) {
      out.writeLong(digit);
    }
  }

  /**
   * @throws StreamCorruptedException if these are no digits
   */
  static ExactSum read(DataInput in) throws IOException {
    ExactSum sum = new ExactSum();
    for (int i = 0; i < DIGITS; i++) {
      sum.digits[i] = in.readLong();
      if (sum.digits[i] < 0 || sum.digits[i] > DIGIT) {
        throw new StreamCorruptedException("a digit of " + sum.digits[i]);
      }
    }
    return sum;
  }
}
