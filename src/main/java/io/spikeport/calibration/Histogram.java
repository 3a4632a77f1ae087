package io.spikeport.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of non-negative floats in bins that are given by the float's leading bits: its exponent
 * and the first {@code bits} of its fraction. So every bin is a fraction {@code 2^-bits} of its
 * octave wide, whatever the range of the values; no range has to be known beforehand, the result
 * does not depend on the order of the values, and histograms of parts of a set can be merged.
 *
 * <p>Memory: {@code 4·2^bits} bytes for every octave that a value fell into, whatever their number.
 */
public final class Histogram {

  private static final int FRACTION_BITS = 23;
  private static final int OCTAVES = 255;

  private final int bits;
  private final int[][] octaves = new int[OCTAVES][];
  private long zeros;
  private long positives;
  private double sum;
  private int maximumBits;

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
   * @throws NonFiniteException if one is NaN or infinite
   * @throws ArithmeticException if a bin would count more than 2³¹ − 1 values
   */
  public void add(float[] values, int from, int to) {
    int shift = FRACTION_BITS - bits;
    int mask = (1 << bits) - 1;
    int zerosHere = 0;
    double sumHere = 0;
    int maximumHere = maximumBits;
    for (int i = from; i < to; i++) {
      float value = values[i];
      int raw = Float.floatToRawIntBits(value);
      if (raw <= 0) {
        if (Float.isFinite(value)) {
          zerosHere++;
          continue;
        }
        throw new NonFiniteException(value);
      }
      int octave = raw >>> FRACTION_BITS;
      if (octave == OCTAVES) {
        throw new NonFiniteException(value);
      }
      int[] counts = octaves[octave];
      if (counts == null) {
        counts = new int[1 << bits];
        octaves[octave] = counts;
      }
      if (++counts[(raw >>> shift) & mask] < 0) {
        throw new ArithmeticException("a histogram bin overflowed; use fewer calibration samples");
      }
      sumHere += value;
      maximumHere = Math.max(maximumHere, raw);
    }
    zeros += zerosHere;
    positives += to - from - zerosHere;
    sum += sumHere;
    maximumBits = maximumHere;
  }

  /** Adds the counts of another histogram with as many bits. */
  public void merge(Histogram other) {
    if (bits != other.bits) {
      throw new IllegalArgumentException(bits + " bits and " + other.bits + " bits");
    }
    for (int octave = 0; octave < OCTAVES; octave++) {
      if (other.octaves[octave] != null) {
        octaves[octave] = sum(octaves[octave], other.octaves[octave]);
      }
    }
    zeros += other.zeros;
    positives += other.positives;
    sum += other.sum;
    maximumBits = Math.max(maximumBits, other.maximumBits);
  }

  private static int[] sum(int[] a, int[] b) {
    if (a == null) {
      return b.clone();
    }
    int[] sums = a.clone();
    Arrays.setAll(sums, i -> Math.addExact(a[i], b[i]));
    return sums;
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
      int[] counts = octaves[octave];
      for (int i = 0; counts != null && i < counts.length; i++) {
        if (rank < before + counts[i]) {
          return Math.min(middle(octave, i), maximum());
        }
        before += counts[i];
      }
    }
    throw new AssertionError("rank " + rank + " of " + count());
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
      int[] counts = octaves[octave];
      for (int i = 0; counts != null && i < counts.length; i++) {
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
