package io.spikeport.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis.
 *
 * @param low value at its beginning
 * @param high value at its end, above {@code low}
 * @param from coordinate of its beginning
 * @param to coordinate of its end
 */
record Axis(double low, double high, double from, double to) {

  Axis {
    if (!(high > low)) {
      throw new IllegalArgumentException("axis from " + low + " to " + high);
    }
  }

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** The distance of ticks: 1, 2 or 5 times a power of ten, so that there are at most so many. */
  double step(int most) {
    double least = (high - low) / most;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  List<Double> ticks(double step) {
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    long last = (long) Math.floor(high / step + 1e-9);
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
