package io.spikeport.calibration;

import java.util.Arrays;

/**
 * How many positive floats fell into each bin, and how many zeros came with them. A bin is a
 * float's leading bits: its exponent and the first {@code bits} of its fraction. There are bins for
 * every octave from the smallest to the largest that was {@linkplain #cover covered}, counted from
 * 0.
 */
final class BinCounts {

  static final int FRACTION_BITS = 23;

  /** Octaves of finite floats. */
  static final int OCTAVES = 255;

  /** Octaves that counts are made for ahead. */
  private static final int SPARE_OCTAVES = 3;

  private final int bits;

  /** Biased exponent of the first octave that there are counts for. */
  private int firstOctave;

  /** As {@link ActivationChunk} places them; the bins are of one octave after the other. */
  private int[] counts = new int[ActivationChunk.FIRST_BIN];

  /** How many more values fit in whatever count they raise. */
  private int room = Integer.MAX_VALUE;

  /** Zeros that are not in {@link #counts}. */
  private long otherZeros;

  BinCounts(int bits) {
    this.bits = bits;
  }

  /**
   * Counts the values of a piece, but for those {@linkplain ActivationChunk#outside outside} the
   * octave of the largest value so far and those not far below it.
   *
   * @param maximum bits of the largest value so far; 0 if there is none
   * @return sum of the values that were counted, without rounding
   * @throws ArithmeticException if a bin would count more than 2³¹ − 1 values
   */
  double add(ActivationChunk chunk, int maximum) {
    makeRoom(chunk.size());
    int end = maximum == 0 ? firstOctave : (maximum >>> FRACTION_BITS) + 1;
    int first = Math.max(firstOctave, end - ActivationChunk.EXACT_OCTAVES);
    chunk.place(FRACTION_BITS - bits, first << bits, end - first << bits, bin(first));
    return chunk.count(counts);
  }

  /** Counts one positive value by its bits; there must be room for it. */
  void addOne(int raw) {
    cover(raw >>> FRACTION_BITS);
    counts[ActivationChunk.FIRST_BIN + (raw >>> FRACTION_BITS - bits) - (firstOctave << bits)]++;
  }

  void addZeros(long number) {
    otherZeros += number;
  }

  private void makeRoom(int number) {
    if (room < number) {
      otherZeros = zeros();
      Arrays.fill(counts, 0, ActivationChunk.ZEROS, 0);
      room = Integer.MAX_VALUE - Arrays.stream(counts).max().orElseThrow();
      if (room < number) {
        throw new ArithmeticException("a histogram bin overflowed; use fewer calibration samples");
      }
    }
    room -= number;
  }

  /**
   * Makes counts for an octave that has none, and for some beyond it, since others are likely to
   * follow.
   */
  void cover(int octave) {
    if (octaves() == 0) {
      firstOctave = octave;
    }
    int end = firstOctave + octaves();
    int first = octave < firstOctave ? Math.max(0, octave - SPARE_OCTAVES) : firstOctave;
    int last = octave >= end ? Math.min(OCTAVES, octave + 1 + SPARE_OCTAVES) : end;
    if (last - first == octaves()) {
      return;
    }
    int[] more = new int[ActivationChunk.FIRST_BIN + (last - first << bits)];
    System.arraycopy(counts, 0, more, 0, ActivationChunk.FIRST_BIN);
    int ahead = firstOctave - first << bits;
    System.arraycopy(
        counts, ActivationChunk.FIRST_BIN, more, ActivationChunk.FIRST_BIN + ahead, bins());
    counts = more;
    firstOctave = first;
  }

  /** Adds the counts of others with as many bits. */
  void add(BinCounts other) {
    otherZeros += other.zeros();
    if (other.bins() > 0) {
      cover(other.firstOctave);
      cover(other.firstOctave + other.octaves() - 1);
      int ahead = bin(other.firstOctave);
      for (int bin = 0; bin < other.bins(); bin++) {
        set(ahead + bin, Math.addExact(count(ahead + bin), other.count(bin)));
      }
    }
  }

  /** Leading bits of the fraction that tell bins apart. */
  int bits() {
    return bits;
  }

  /** Number of values that are no positive ones. */
  long zeros() {
    long zeros = otherZeros;
    for (int i = 0; i < ActivationChunk.ZEROS; i++) {
      zeros += counts[i];
    }
    return zeros;
  }

  /** Number of octaves that there are counts for. */
  private int octaves() {
    return bins() >> bits;
  }

  /** Number of bins. */
  int bins() {
    return counts.length - ActivationChunk.FIRST_BIN;
  }

  /** First bin of an octave. */
  private int bin(int octave) {
    return octave - firstOctave << bits;
  }

  int count(int bin) {
    return counts[ActivationChunk.FIRST_BIN + bin];
  }

  /** Sets what was counted elsewhere; no more pieces fit until {@link #makeRoom} has looked. */
  void set(int bin, int count) {
    counts[ActivationChunk.FIRST_BIN + bin] = count;
    room = 0;
  }

  /** Number of a bin, counted from the one of the smallest float on. */
  int fromSmallest(int bin) {
    return bin + (firstOctave << bits);
  }

  /** Middle of a bin. */
  double middle(int bin) {
    return (lower(bin) + lower(bin + 1)) / 2;
  }

  /** Lower edge of a bin; {@code bin} may be one past the last. */
  private double lower(int bin) {
    return Float.intBitsToFloat(fromSmallest(bin) << FRACTION_BITS - bits);
  }
}
