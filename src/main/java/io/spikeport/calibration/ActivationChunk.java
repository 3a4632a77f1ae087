package io.spikeport.calibration;

import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * A few activations on their way into a histogram, by the bits of their floats: those of positive
 * floats are in the order of the floats. Where each one is counted is found for all of them
 * together, by loops without branches over arrays that all start at their first element, which is
 * what compilers make vector instructions of. Made once and filled anew for each piece, so that its
 * arrays stay in a processor's first cache.
 */
final class ActivationChunk {

  /** Floats in a piece: four arrays of 4 KiB. */
  static final int SIZE = 1024;

  /**
   * Counts of zeros, which neighbours share out among them: about every second activation is zero,
   * and a count could not be raised again before it has been written.
   */
  static final int ZEROS = 32;

  /** Place of what is neither zero nor in the bins that a piece was placed by. */
  private static final int OUTSIDE = ZEROS;

  /** The first count that is a bin's. */
  static final int FIRST_BIN = OUTSIDE + 1;

  /**
   * Octaves whose values a piece adds up in doubles without rounding: 10 bits for the number of
   * values, 24 for each one's significand and 19 for the octaves above the smallest are the 53 of a
   * double.
   */
  static final int EXACT_OCTAVES = 20;

  private static final int MAGNITUDE = 0x7fff_ffff;

  private final int[] bits = new int[SIZE];
  private final int[] places = new int[SIZE];
  private final int[] zeroPlaces = new int[SIZE];

  /** Bits of the largest of all values at the same place in a piece. */
  private final int[] largest = new int[SIZE];

  /** Size of the longest piece. */
  private int longest;

  private int size;
  private int outside;

  ActivationChunk() {
    Arrays.setAll(zeroPlaces, i -> i % ZEROS);
  }

  /**
   * Forgets the largest value.
   *
   * @param total number of values that will come in pieces, all but the last of {@link #SIZE}
   */
  void restart(int total) {
    longest = Math.min(total, SIZE);
    Arrays.fill(largest, 0, longest, 0);
  }

  /**
   * Takes in another piece instead.
   *
   * @param values bits of floats
   * @param size at most {@link #SIZE}
   */
  void take(IntBuffer values, int from, int size) {
    this.size = size;
    values.get(from, bits, 0, size);
  }

  /** Goes on with the magnitudes of its values. */
  void dropSigns() {
    for (int i = 0; i < size; i++) {
      bits[i] &= MAGNITUDE;
    }
  }

  int size() {
    return size;
  }

  /**
   * Finds the place of each value among a histogram's counts.
   *
   * @param shift bits of a float that do not tell bins apart, 1 to 22
   * @param first the first bin to count in, by the leading bits of its floats
   * @param bins number of bins that follow each other from there on; values in others are outside
   * @param at which of the histogram's bins the first one is
   */
  void place(int shift, int first, int bins, int at) {
    place(bits, places, size, shift, first, bins - 1, at + FIRST_BIN - OUTSIDE, zeroPlaces);
    raise(largest, bits, size);
  }

  /**
   * A benchmark tells whether a change here leaves the compiler its vectors: {@code kernels.sh}.
   */
  private static void place(
      int[] bits,
      int[] places,
      int size,
      int shift,
      int first,
      int last,
      int at,
      int[] zeroPlaces) {
    for (int i = 0; i < size; i++) {
      int raw = bits[i];
      int bin = (raw >>> shift) - first;
      int inside = ~((bin | last - bin) >> 31);
      int zero = (raw & MAGNITUDE) - 1 >> 31;
      places[i] = (at + bin & inside) + OUTSIDE & ~zero | zeroPlaces[i] & zero;
    }
  }

  private static void raise(int[] largest, int[] bits, int size) {
    for (int i = 0; i < size; i++) {
      int raw = bits[i];
      int positive = raw & ~(raw >> 31);
      int above = largest[i] - positive;
      largest[i] = positive + (above & ~(above >> 31));
    }
  }

  /**
   * Raises the count at the place of each value that is not {@link #outside}. Their sum comes along
   * for free: adding waits for the processor's adders, counting for its stores.
   *
   * @return their sum, without rounding if their bins are of no more than {@link #EXACT_OCTAVES}
   */
  double count(int[] counts) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < size - 3; i += 4) {
      a += Float.intBitsToFloat(bits[i]);
      b += Float.intBitsToFloat(bits[i + 1]);
      c += Float.intBitsToFloat(bits[i + 2]);
      d += Float.intBitsToFloat(bits[i + 3]);
      counts[places[i]]++;
      counts[places[i + 1]]++;
      counts[places[i + 2]]++;
      counts[places[i + 3]]++;
    }
    for (; i < size; i++) {
      a += Float.intBitsToFloat(bits[i]);
      counts[places[i]]++;
    }
    outside = counts[OUTSIDE];
    counts[OUTSIDE] = 0;
    return outside == 0 ? a + b + (c + d) : sumInside();
  }

  private double sumInside() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      if (places[i] != OUTSIDE) {
        sum += Float.intBitsToFloat(bits[i]);
      }
    }
    return sum;
  }

  /** Bits of the values that were not counted; a copy. */
  int[] outside() {
    int[] found = new int[outside];
    for (int i = 0, number = 0; number < outside; i++) {
      if (places[i] == OUTSIDE) {
        found[number++] = bits[i];
      }
    }
    return found;
  }

  /** Bits of the largest value of all pieces since {@link #restart}; 0 if none is positive. */
  int largest() {
    int most = 0;
    for (int i = 0; i < longest; i++) {
      most = Math.max(most, largest[i]);
    }
    return most;
  }
}
