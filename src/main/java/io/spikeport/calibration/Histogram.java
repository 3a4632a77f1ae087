package io.spikeport.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.IntBuffer;
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

  /** Bits of a histogram that is read: what it claims to hold is then below 64 MiB. */
  private static final int MOST_STORED_BITS = 16;

  private final BinCounts bins;
  private final ExactSum sum;
  private long count;
  private int maximumBits;

  /**
   * @param bits leading bits of the fraction that tell bins apart, 1 to 22
   */
  public Histogram(int bits) {
    this(bits, new ExactSum());
  }

  private Histogram(int bits, ExactSum sum) {
    if (bits < 1 || bits >= BinCounts.FRACTION_BITS) {
      throw new IllegalArgumentException("bits " + bits);
    }
    this.bins = new BinCounts(bits);
    this.sum = sum;
  }

  /**
   * Counts values; negative ones count as zero, as a ReLU would have made them.
   *
   * @throws NonFiniteException if one is NaN or infinite; the counts mean nothing then
   * @throws ArithmeticException if a bin would count more than 2³¹ − 1 values
   */
  public void add(float[] values, int from, int to) {
    IntBuffer raw = IntBuffer.allocate(to - from);
    for (int i = from; i < to; i++) {
      raw.put(Float.floatToRawIntBits(values[i]));
    }
    add(raw, 0, to - from, false, new ActivationChunk());
  }

  /**
   * Counts values of a buffer, whatever its position.
   *
   * @param values bits of floats
   * @param magnitudes whether the values' magnitudes are counted
   * @param chunk to work with
   */
  void add(IntBuffer values, int from, int to, boolean magnitudes, ActivationChunk chunk) {
    chunk.restart(to - from);
    for (int start = from; start < to; start += ActivationChunk.SIZE) {
      chunk.take(values, start, Math.min(ActivationChunk.SIZE, to - start));
      if (magnitudes) {
        chunk.dropSigns();
      }
      addToSum(bins.add(chunk, maximumBits));
      for (int raw : chunk.outside()) {
        addOutside(raw);
      }
    }
    count += to - from;
    maximumBits = Math.max(maximumBits, chunk.largest());
  }

  private void addOutside(int raw) {
    float value = Float.intBitsToFloat(raw);
    if (!Float.isFinite(value)) {
      throw new NonFiniteException(value);
    }
    if (value < 0) {
      bins.addZeros(1);
    } else {
      bins.addOne(raw);
      addToSum(value);
      maximumBits = Math.max(maximumBits, raw);
    }
  }

  private void addToSum(double values) {
    if (values > 0) {
      sum.add(values);
    }
  }

  /** Adds the counts of another histogram with as many bits. */
  public void merge(Histogram other) {
    if (bits() != other.bits()) {
      throw new IllegalArgumentException(bits() + " bits and " + other.bits() + " bits");
    }
    bins.add(other.bins);
    sum.add(other.sum);
    count += other.count;
    maximumBits = Math.max(maximumBits, other.maximumBits);
  }

  /** Leading bits of the fraction that tell bins apart. */
  int bits() {
    return bins.bits();
  }

  /** Number of values. */
  public long count() {
    return count;
  }

  /** Largest value, exact; 0 if there is none above. */
  public float maximum() {
    return Float.intBitsToFloat(maximumBits);
  }

  /** Mean of the values (negative ones as zero), exact up to rounding. */
  public double mean() {
    return count == 0 ? 0 : sum.value() / count;
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
    if (count == 0) {
      throw new IllegalStateException("percentile of no values");
    }
    double rank = (count - 1) * (percent / 100);
    long below = (long) Math.floor(rank);
    double low = orderStatistic(below);
    double fraction = rank - below;
    return fraction == 0 ? low : low + fraction * (orderStatistic(below + 1) - low);
  }

  /** Value of rank {@code rank} (from 0): the middle of its bin. */
  private double orderStatistic(long rank) {
    if (rank < zeros()) {
      return 0;
    }
    if (rank >= count - 1) {
      return maximum();
    }
    long before = zeros();
    for (int bin = 0; bin < bins.bins(); bin++) {
      before += bins.count(bin);
      if (rank < before) {
        return Math.min(bins.middle(bin), maximum());
      }
    }
    throw new AssertionError("rank " + rank + " of " + count);
  }

  /** Number of values that are 0 or below. */
  public long zeros() {
    return bins.zeros();
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
    for (int bin = 0; bin < bins.bins(); bin++) {
      if (bins.count(bin) > 0) {
        visitor.visit(bins.middle(bin), bins.count(bin));
      }
    }
  }

  /** Number of bins that hold positive values. */
  int filledBins() {
    int filled = 0;
    for (int bin = 0; bin < bins.bins(); bin++) {
      filled += bins.count(bin) > 0 ? 1 : 0;
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
    out.writeByte(bits());
    out.writeLong(zeros());
    out.writeLong(count - zeros());
    out.writeInt(maximumBits);
    sum.write(out);
    int from = 0;
    int to = bins.bins();
    while (from < to && bins.count(from) == 0) {
      from++;
    }
    while (to > from && bins.count(to - 1) == 0) {
      to--;
    }
    out.writeInt(from == to ? 0 : bins.fromSmallest(from));
    out.writeInt(to - from);
    for (int bin = from; bin < to; bin++) {
      out.writeInt(bins.count(bin));
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
    histogram.bins.addZeros(zeros);
    histogram.count = zeros + positives;
    histogram.maximumBits = maximumBits;
    if (zeros < 0 || histogram.readBins(in) != positives) {
      throw new StreamCorruptedException("counts that contradict each other");
    }
    return histogram;
  }

  /** Returns the number of values in them. */
  private long readBins(DataInput in) throws IOException {
    int from = in.readInt();
    int number = in.readInt();
    int end = maximumBits == 0 ? from : (maximumBits >>> BinCounts.FRACTION_BITS - bits()) + 1;
    if (from < 0 || number < 0 || from + number != end || end > BinCounts.OCTAVES << bits()) {
      throw new StreamCorruptedException(number + " bins from " + from);
    }
    long found = 0;
    if (number > 0) {
      bins.cover(from >> bits());
      bins.cover(end - 1 >> bits());
      for (int bin = from - bins.fromSmallest(0); number > 0; number--, bin++) {
        bins.set(bin, in.readInt());
        found += bins.count(bin);
      }
    }
    return found;
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
