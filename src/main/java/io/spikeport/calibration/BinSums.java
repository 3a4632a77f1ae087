package io.spikeport.calibration;

import java.util.List;
import java.util.function.DoublePredicate;

/** The bins of a histogram in ascending order, and what any run of them adds up to. */
final class BinSums {

  private final double[] values;

  /** Of the bins before each: {@code Σ n}, {@code Σ n·a} and {@code Σ n·a²}. */
  private final double[] counts;

  private final double[] sums;
  private final double[] squares;

  BinSums(Histogram histogram) {
    List<Histogram.Bin> bins = histogram.bins();
    values = new double[bins.size()];
    counts = new double[values.length + 1];
    sums = new double[values.length + 1];
    squares = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      double value = bins.get(i).value();
      int count = bins.get(i).count();
      values[i] = value;
      counts[i + 1] = counts[i] + count;
      sums[i + 1] = sums[i] + count * value;
      squares[i + 1] = squares[i] + count * value * value;
    }
  }

  /** Number of bins. */
  int size() {
    return values.length;
  }

  double value(int bin) {
    return values[bin];
  }

  /**
   * End of the run of bins whose values fulfil a condition.
   *
   * @param from a bin that fulfils it
   * @param condition fulfilled up to some value, and by none above it
   */
  int end(int from, DoublePredicate condition) {
    int fulfils = from;
    int end = values.length;
    while (end - fulfils > 1) {
      int middle = (fulfils + end) >>> 1;
      if (condition.test(values[middle])) {
        fulfils = middle;
      } else {
        end = middle;
      }
    }
    return end;
  }

  /** {@code Σ n·(a − to)²} over the bins from one to before another. */
  double squaredDistance(int from, int end, double to) {
    double square = squares[end] - squares[from];
    double product = sums[end] - sums[from];
    double count = counts[end] - counts[from];
    return square - 2 * to * product + to * to * count;
  }
}
