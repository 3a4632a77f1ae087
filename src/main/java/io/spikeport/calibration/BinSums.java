package io.spikeport.calibration;

/** The bins of a histogram in ascending order, and what any run of them adds up to. */
final class BinSums {

  private final double[] values;

  /** Of the bins before each: {@code Σ n}, {@code Σ n·a} and {@code Σ n·a²}. */
  private final double[] counts;

  private final double[] sums;
  private final double[] squares;

  private int size;

  BinSums(Histogram histogram) {
    int bins = histogram.filledBins();
    values = new double[bins];
    counts = new double[bins + 1];
    sums = new double[bins + 1];
    squares = new double[bins + 1];
    histogram.forEachBin(this::append);
  }

  private void append(double value, int count) {
    int i = size++;
    values[i] = value;
    counts[i + 1] = counts[i] + count;
    sums[i + 1] = sums[i] + count * value;
    squares[i + 1] = squares[i] + count * value * value;
  }

  /** Number of bins. */
  int size() {
    return size;
  }

  double value(int bin) {
    return values[bin];
  }

  /** {@code Σ n·(a − to)²} over the bins from one to before another. */
  double squaredDistance(int from, int end, double to) {
    double square = squares[end] - squares[from];
    double product = sums[end] - sums[from];
    double count = counts[end] - counts[from];
    return square - 2 * to * product + to * to * count;
  }
}
