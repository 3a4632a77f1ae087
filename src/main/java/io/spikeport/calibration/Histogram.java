package io.spikeport.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of non-negative floats in bins that are given by the float's leading bits: its exponent
 * and the first {@code bits} of its fraction. So every bin is a fraction {@code 2^-bits} of its
 * octave wide, whatever the range of the values; no range has to be known beforehand, the result
 * does not depend on the order of the values, and histograms of parts of a set can be merged: they
 * become, bit for bit, the histogram of the whole.
 *
 * <p>Memory: {@code 4·2^bits} bytes for every octave that a value fell into, whatever their number.
 */
public final class Histogram {

  private static final int FRACTION_BITS = 23;
  private static final int OCTAVES = 255;
  private static final int[] NONE = {};

  /** Values counted at once: 16 KiB, half of a processor's first cache. */
  private static final int CHUNK = 4096;

  private final int bits;

  /** Exponent of the last bit of a float's significand, less its biased exponent. */
  private static final int EXPONENT_OF_LAST_BIT = -150;

  private final Octave[] octaves = new Octave[OCTAVES];
  private long zeros;
  private long positives;
  private int maximumBits;

  /** The values of one exponent. */
  private static final class Octave {

    final int[] counts;

    /**
     * Sum of the values' significands as whole numbers, so that it is exact whatever the order; it
     * has room for 2³⁹ values.
     */
    long significands;

    Octave(int[] counts) {
      this.counts = counts;
    }

    void add(Octave others) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = Math.addExact(counts[i], others.counts[i]);
      }
      significands = Math.addExact(significands, others.significands);
    }
  }

  /**
   * @param bits leading bits of the fraction that tell bins apart, 1 to 23
   */
  public Histogram(int bits) {
    if (bits < 1 || bits > FRACTION_BITS) {
      throw new IllegalArgumentException("bits " + bits);
    }
    this.bits = bits;
  }

  /**
   * Counts values; negative ones count as zero, as a ReLU would have made them.
   *
   * @throws NonFiniteException if one is NaN or infinite; nothing is counted then
   * @throws ArithmeticException if a bin would count more than 2³¹ − 1 values
   */
  public void add(float[] values, int from, int to) {
    requireFinite(values, from, to);
    // About every second activation is zero, unpredictably: first the positive ones are moved
    // together without a branch, then they are counted.
    int[] positive = new int[Math.min(CHUNK, to - from)];
    for (int start = from; start < to; start += CHUNK) {
      int end = Math.min(to, start + CHUNK);
      int found = 0;
      for (int i = start; i < end; i++) {
        int raw = Float.floatToRawIntBits(values[i]);
        positive[found] = raw;
        found += -raw >>> 31 & ~raw >>> 31;
      }
      count(positive, found);
      zeros += end - start - found;
      positives += found;
    }
  }

  private static void requireFinite(float[] values, int from, int to) {
    int largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
    }
    if (largest >= OCTAVES << FRACTION_BITS) {
      for (int i = from; i < to; i++) {
        if (!Float.isFinite(values[i])) {
          throw new NonFiniteException(values[i]);
        }
      }
    }
  }

  private void count(int[] positive, int number) {
    int shift = FRACTION_BITS - bits;
    int mask = (1 << bits) - 1;
    int maximumHere = maximumBits;
    for (int i = 0; i < number; i++) {
      int raw = positive[i];
      int exponent = raw >>> FRACTION_BITS;
      Octave octave = octaves[exponent];
      if (octave == null) {
        octave = new Octave(new int[1 << bits]);
        octaves[exponent] = octave;
      }
      if (++octave.counts[(raw >>> shift) & mask] < 0) {
        throw new ArithmeticException("a histogram bin overflowed; use fewer calibration samples");
      }
      octave.significands += significand(raw);
      maximumHere = Math.max(maximumHere, raw);
    }
    maximumBits = maximumHere;
  }

  /** The value in units of its last bit; only denormals lack the leading one. */
  private static int significand(int raw) {
    int fraction = raw & ((1 << FRACTION_BITS) - 1);
    return raw >>> FRACTION_BITS == 0 ? 2 * fraction : fraction | 1 << FRACTION_BITS;
  }

  /** Adds the counts of another histogram with as many bits. */
  public void merge(Histogram other) {
    if (bits != other.bits) {
      throw new IllegalArgumentException(bits + " bits and " + other.bits + " bits");
    }
    for (int exponent = 0; exponent < OCTAVES; exponent++) {
      Octave others = other.octaves[exponent];
      if (others == null) {
        continue;
      }
      if (octaves[exponent] == null) {
        octaves[exponent] = new Octave(new int[1 << bits]);
      }
      octaves[exponent].add(others);
    }
    zeros += other.zeros;
    positives += other.positives;
    maximumBits = Math.max(maximumBits, other.maximumBits);
  }

  /** Leading bits of the fraction that tell bins apart. */
  int bits() {
    return bits;
  }

  /** Number of values. */
  public long count() {
    return zeros + positives;
  }

  /** Largest value, exact; 0 if there is none above. */
  public float maximum() {
    return Float.intBitsToFloat(maximumBits);
  }

  /** Mean of the values (negative ones as zero), exact up to rounding. */
  public double mean() {
    double sum = 0;
    for (int exponent = 0; exponent < OCTAVES; exponent++) {
      if (octaves[exponent] != null) {
        sum += Math.scalb((double) octaves[exponent].significands, exponent + EXPONENT_OF_LAST_BIT);
      }
    }
    return count() == 0 ? 0 : sum / count();
  }

  /**
   * Percentile as numpy's default defines it: linear between the two order statistics next to rank
   * {@code (n − 1)·percent/100}. An order statistic is taken to be the middle of its bin, so the
   * relative error is at most {@code 2^-(bits+1)}.
   *
   * @param percent 0 to 100
   */
  public double percentile(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percentile " + percent);
    }
    if (count() == 0) {
      throw new IllegalStateException("percentile of no values");
    }
    double rank = (count() - 1) * (percent / 100);
    long below = (long) Math.floor(rank);
    double low = orderStatistic(below);
    double fraction = rank - below;
    return fraction == 0 ? low : low + fraction * (orderStatistic(below + 1) - low);
  }

  /** Value of rank {@code rank} (from 0): the middle of its bin. */
  private double orderStatistic(long rank) {
    if (rank < zeros) {
      return 0;
    }
    if (rank >= count() - 1) {
      return maximum();
    }
    long before = zeros;
    for (int octave = 0; octave < OCTAVES; octave++) {
      int[] counts = counts(octave);
      for (int i = 0; i < counts.length; i++) {
        if (rank < before + counts[i]) {
          return Math.min(middle(octave, i), maximum());
        }
        before += counts[i];
      }
    }
    throw new AssertionError("rank " + rank + " of " + count());
  }

  private int[] counts(int octave) {
    return octaves[octave] == null ? NONE : octaves[octave].counts;
  }

  private double middle(int octave, int index) {
    return (lower(octave, index) + lower(octave, index + 1)) / 2;
  }

  /** Lower edge of a bin; {@code index} may be one past the octave's last bin. */
  private double lower(int octave, int index) {
    return Float.intBitsToFloat((octave << FRACTION_BITS) + (index << (FRACTION_BITS - bits)));
  }

  /** Number of values that are 0 or below. */
  public long zeros() {
    return zeros;
  }

  /**
   * Positive values counted anew, in a few bins of equal width from 0 to {@link #maximum()}. A
   * value is taken to be the middle of its bin here, so near an edge it may be counted on the other
   * side.
   */
  public List<Long> equalBins(int number) {
    long[] counts = new long[number];
    forEachBin(
        (value, count) ->
            counts[Math.min(number - 1, (int) (value / maximum() * number))] += count);
    return Arrays.stream(counts).boxed().toList();
  }

  /** Visits the bins that hold positive values, in ascending order; zeros are left out. */
  public void forEachBin(BinVisitor visitor) {
    for (int octave = 0; octave < OCTAVES; octave++) {
      int[] counts = counts(octave);
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) {
          visitor.visit(middle(octave, i), counts[i]);
        }
      }
    }
  }

  /** The bins that hold positive values, in ascending order. */
  List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    forEachBin((value, count) -> bins.add(new Bin(value, count)));
    return bins;
  }

  /** Writes the counts; {@link #read} reads them back, bit for bit. */
  void write(DataOutput out) throws IOException {
    out.writeByte(bits);
    out.writeLong(zeros);
    out.writeLong(positives);
    out.writeInt(maximumBits);
    for (int exponent = 0; exponent < OCTAVES; exponent++) {
      if (octaves[exponent] != null) {
        out.writeByte(exponent);
        out.writeLong(octaves[exponent].significands);
        for (int count : octaves[exponent].counts) {
          out.writeInt(count);
        }
      }
    }
    out.writeByte(OCTAVES);
  }

  /**
   * @throws StreamCorruptedException if the counts contradict each other
   */
  static Histogram read(DataInput in) throws IOException {
    int bits = in.readUnsignedByte();
    if (bits < 1 || bits > FRACTION_BITS) {
      throw new StreamCorruptedException("a histogram of " + bits + " bits");
    }
    Histogram histogram = new Histogram(bits);
    histogram.zeros = in.readLong();
    histogram.positives = in.readLong();
    histogram.maximumBits = in.readInt();
    long found = 0;
    int last = -1;
    for (int exponent = in.readUnsignedByte(); exponent != OCTAVES; ) {
      if (exponent <= last) {
        throw new StreamCorruptedException("octave " + exponent + " after " + last);
      }
      Octave octave = new Octave(new int[1 << bits]);
      octave.significands = in.readLong();
      for (int i = 0; i < octave.counts.length; i++) {
        octave.counts[i] = in.readInt();
        found += octave.counts[i];
      }
      histogram.octaves[exponent] = octave;
      last = exponent;
      exponent = in.readUnsignedByte();
    }
    if (found != histogram.positives || histogram.zeros < 0) {
      throw new StreamCorruptedException(found + " counts of " + histogram.positives);
    }
    return histogram;
  }

  /**
   * One bin.
   *
   * @param value its middle
   * @param count how many values fell into it
   */
  record Bin(double value, int count) {}

  /** Takes one bin. */
  @FunctionalInterface
  public interface BinVisitor {

    /**
     * @param value middle of the bin
     * @param count how many values fell into it
     */
    void visit(double value, int count);
  }
}
