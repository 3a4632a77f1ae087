package io.spikeport.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.FloatBuffer;
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
 * <p>Memory: {@code 4·2^bits} bytes for every octave from that of the smallest positive value to
 * that of the largest, whatever their number.
 */
public final class Histogram {

  private static final int FRACTION_BITS = 23;
  private static final int OCTAVES = 255;

  /** Bits of a histogram that is read: what it claims to hold is then below 64 MiB. */
  private static final int MOST_STORED_BITS = 16;

  /** Octaves that counts are made for ahead. */
  private static final int SPARE_OCTAVES = 3;

  private final int bits;

  /** Biased exponent of the first octave that there are counts for. */
  private int firstOctave;

  /** Of one octave after the other, {@code 2^bits} each. */
  private int[] counts = {};

  /** How many more values fit in whatever bin they fall. */
  private int room = Integer.MAX_VALUE;

  private final ExactSum sum;
  private long zeros;
  private long positives;
  private int maximumBits;

  /**
   * @param bits leading bits of the fraction that tell bins apart, 1 to 23
   */
  public Histogram(int bits) {
    this(bits, new ExactSum());
  }

  private Histogram(int bits, ExactSum sum) {
    if (bits < 1 || bits > FRACTION_BITS) {
      throw new IllegalArgumentException("bits " + bits);
    }
    this.bits = bits;
    this.sum = sum;
  }

  /**
   * Counts values; negative ones count as zero, as a ReLU would have made them.
   *
   * @throws NonFiniteException if one is NaN or infinite; the counts mean nothing then
   * @throws ArithmeticException if a bin would count more than 2³¹ − 1 values
   */
  public void add(float[] values, int from, int to) {
    add(FloatBuffer.wrap(values), from, to, new Positives());
  }

  /**
   * Counts values of a buffer, whatever its position.
   *
   * @param positives to work with
   */
  void add(FloatBuffer values, int from, int to, Positives positives) {
    for (int start = from; start < to; start += Positives.PIECE) {
      int size = Math.min(Positives.PIECE, to - start);
      positives.take(values, start, size);
      zeros += size - positives.count();
      if (positives.count() > 0) {
        maximumBits = Math.max(maximumBits, positives.largest());
        positives.addTo(sum);
        count(positives.bits(), positives.count());
      }
    }
  }

  private void count(int[] raws, int number) {
    makeRoom(number);
    int shift = FRACTION_BITS - bits;
    int[] to = counts;
    int first = firstOctave << bits;
    for (int i = 0; i < number; i++) {
      int raw = raws[i];
      int bin = (raw >>> shift) - first;
      if (bin < 0 || bin >= to.length) {
        cover(raw >>> FRACTION_BITS);
        to = counts;
        first = firstOctave << bits;
        bin = (raw >>> shift) - first;
      }
      to[bin]++;
    }
    positives += number;
  }

  private void makeRoom(int number) {
    if (room < number) {
      room = Integer.MAX_VALUE - Arrays.stream(counts).max().orElse(0);
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
  private void cover(int octave) {
    if (counts.length == 0) {
      firstOctave = octave;
    }
    int end = firstOctave + octaves();
    int first = octave < firstOctave ? Math.max(0, octave - SPARE_OCTAVES) : firstOctave;
    int last = octave >= end ? Math.min(OCTAVES, octave + 1 + SPARE_OCTAVES) : end;
    if (last - first == octaves()) {
      return;
    }
    int[] more = new int[last - first << bits];
    System.arraycopy(counts, 0, more, firstOctave - first << bits, counts.length);
    counts = more;
    firstOctave = first;
  }

  /** Number of octaves that there are counts for. */
  private int octaves() {
    return counts.length >> bits;
  }

  /** Adds the counts of another histogram with as many bits. */
  public void merge(Histogram other) {
    if (bits != other.bits) {
      throw new IllegalArgumentException(bits + " bits and " + other.bits + " bits");
    }
    if (counts.length == 0) {
      counts = other.counts.clone();
      firstOctave = other.firstOctave;
    } else {
      addCounts(other);
    }
    room = 0; // to be counted anew
    sum.add(other.sum);
    zeros += other.zeros;
    positives += other.positives;
    maximumBits = Math.max(maximumBits, other.maximumBits);
  }

  private void addCounts(Histogram other) {
    if (other.counts.length == 0) {
      return;
    }
    cover(other.firstOctave);
    cover(other.firstOctave + other.octaves() - 1);
    int ahead = other.firstOctave - firstOctave << bits;
    for (int i = 0; i < other.counts.length; i++) {
      counts[ahead + i] = Math.addExact(counts[ahead + i], other.counts[i]);
    }
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
    return count() == 0 ? 0 : sum.value() / count();
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
    for (int bin = 0; bin < counts.length; bin++) {
      if (rank < before + counts[bin]) {
        return Math.min(middle(bin), maximum());
      }
      before += counts[bin];
    }
    throw new AssertionError("rank " + rank + " of " + count());
  }

  private double middle(int bin) {
    return (lower(bin) + lower(bin + 1)) / 2;
  }

  /** Lower edge of a bin; {@code bin} may be one past the last. */
  private double lower(int bin) {
    return Float.intBitsToFloat(bin + (firstOctave << bits) << FRACTION_BITS - bits);
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
    for (int bin = 0; bin < counts.length; bin++) {
      if (counts[bin] > 0) {
        visitor.visit(middle(bin), counts[bin]);
      }
    }
  }

  /** Number of bins that hold positive values. */
  int filledBins() {
    int filled = 0;
    for (int count : counts) {
      filled += count > 0 ? 1 : 0;
    }
    return filled;
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
    sum.write(out);
    int from = 0;
    int to = counts.length;
    while (from < to && counts[from] == 0) {
      from++;
    }
    while (to > from && counts[to - 1] == 0) {
      to--;
    }
    out.writeInt(from == to ? 0 : (firstOctave << bits) + from);
    out.writeInt(to - from);
    for (int bin = from; bin < to; bin++) {
      out.writeInt(counts[bin]);
    }
  }

  /**
   * @throws StreamCorruptedException if the counts contradict each other
   */
  static Histogram read(DataInput in) throws IOException {
    int bits = in.readUnsignedByte();
    if (bits < 1 || bits > MOST_STORED_BITS) {
      throw new StreamCorruptedException("a histogram of " + bits + " bits");
    }
    long zeros = in.readLong();
    long positives = in.readLong();
    int maximumBits = in.readInt();
    Histogram histogram = new Histogram(bits, ExactSum.read(in));
    histogram.zeros = zeros;
    histogram.positives = positives;
    histogram.maximumBits = maximumBits;
    int from = in.readInt();
    int number = in.readInt();
    if (from < 0 || number < 0 || from > (OCTAVES << bits) - number) {
      throw new StreamCorruptedException(number + " bins from " + from);
    }
    long found = 0;
    if (number > 0) {
      histogram.cover(from >> bits);
      histogram.cover(from + number - 1 >> bits);
      for (int bin = from; bin < from + number; bin++) {
        int count = in.readInt();
        histogram.counts[bin - (histogram.firstOctave << bits)] = count;
        found += count;
      }
    }
    histogram.room = 0; // to be counted anew
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
