package io.spikeport.calibration;

import java.nio.FloatBuffer;

/**
 * The positive ones of a few floats, moved together: about every second activation is zero,
 * unpredictably, and this costs no branch. Made once and filled anew for each piece, so that its
 * arrays stay in a processor's first cache.
 */
final class Positives {

  /** Floats in a piece: two arrays of 8 KiB. */
  static final int PIECE = 2048;

  private static final int FRACTION_BITS = 23;
  private static final int INFINITE = 255 << FRACTION_BITS;

  /**
   * A piece adds up to a double without rounding if its smallest value is no more than 18 octaves
   * below its largest: 11 bits for the number of values, 24 for each one's significand, 53 in a
   * double.
   */
  private static final int EXACT_OCTAVES = 18;

  private final float[] piece = new float[PIECE];
  private final int[] bits = new int[PIECE];
  private int count;
  private int largest;

  /**
   * Takes in another piece instead.
   *
   * @param size at most {@link #PIECE}
   * @throws NonFiniteException if a value is NaN or infinite
   */
  void take(FloatBuffer values, int from, int size) {
    values.get(from, piece, 0, size);
    int all = compact(piece, size);
    largest = largest(bits, count);
    if (all < 0 || largest >= INFINITE) {
      requireFinite(piece, size);
    }
  }

  /** Returns all bits that are set in a value, so that its sign tells of negative ones. */
  private int compact(float[] values, int size) {
    int[] positive = bits;
    int found = 0;
    int all = 0;
    for (int i = 0; i < size; i++) {
      int raw = Float.floatToRawIntBits(values[i]);
      all |= raw;
      positive[found] = raw;
      found += (~raw & -raw) >>> 31;
    }
    count = found;
    return all;
  }

  private static void requireFinite(float[] values, int size) {
    for (int i = 0; i < size; i++) {
      if (!Float.isFinite(values[i])) {
        throw new NonFiniteException(values[i]);
      }
    }
  }

  /** The bits of positive floats are in the order of the floats; four maxima at once. */
  private static int largest(int[] bits, int count) {
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    int i = 0;
    for (; i < count - 3; i += 4) {
      a = Math.max(a, bits[i]);
      b = Math.max(b, bits[i + 1]);
      c = Math.max(c, bits[i + 2]);
      d = Math.max(d, bits[i + 3]);
    }
    for (; i < count; i++) {
      a = Math.max(a, bits[i]);
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }

  int count() {
    return count;
  }

  /** Bits of the positive values, in the order in which they came; not a copy. */
  int[] bits() {
    return bits;
  }

  /** Bits of the largest value; 0 if there is none. */
  int largest() {
    return largest;
  }

  void addTo(ExactSum sum) {
    int limit = largest - (EXACT_OCTAVES << FRACTION_BITS);
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int below = 0;
    int i = 0;
    for (; i < count - 3; i += 4) {
      below |= bits[i] - limit | bits[i + 1] - limit | bits[i + 2] - limit | bits[i + 3] - limit;
      a += Float.intBitsToFloat(bits[i]);
      b += Float.intBitsToFloat(bits[i + 1]);
      c += Float.intBitsToFloat(bits[i + 2]);
      d += Float.intBitsToFloat(bits[i + 3]);
    }
    for (; i < count; i++) {
      below |= bits[i] - limit;
      a += Float.intBitsToFloat(bits[i]);
    }
    if (below >= 0) {
      sum.add(a + b + (c + d));
    } else {
      addOneByOne(sum);
    }
  }

  private void addOneByOne(ExactSum sum) {
    for (int i = 0; i < count; i++) {
      sum.add(Float.intBitsToFloat(bits[i]));
    }
  }
}
