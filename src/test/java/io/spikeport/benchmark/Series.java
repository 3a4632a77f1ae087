package io.spikeport.benchmark;

import java.util.Arrays;
import java.util.Locale;

/** One figure measured in several rounds. */
record Series(double... values) {

  double median() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double least() {
    return Arrays.stream(values).min().orElseThrow();
  }

  double most() {
    return Arrays.stream(values).max().orElseThrow();
  }

  /** Round by round, so that what slows a round down slows down both. */
  Series over(Series other) {
    double[] ratios = new double[values.length];
    Arrays.setAll(ratios, i -> values[i] / other.values[i]);
    return new Series(ratios);
  }

  /** The better of two in each round. */
  Series orMore(Series other) {
    double[] better = new double[values.length];
    Arrays.setAll(better, i -> Math.max(values[i], other.values[i]));
    return new Series(better);
  }

  /** Median with the range of the rounds. */
  String text(String format) {
    String one = "%" + format;
    return String.format(
        Locale.ROOT, one + " (" + one + " – " + one + ")", median(), least(), most());
  }
}
