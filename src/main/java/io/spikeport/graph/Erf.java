package io.spikeport.graph;

/**
 * The error function to double precision's last few digits: its Maclaurin series below 3, its
 * continued fraction (Abramowitz and Stegun 1964, 7.1.5 and 7.1.14) beyond.
 */
final class Erf {

  private static final double SERIES_ENDS = 3;

  private Erf() {}

  static double of(double x) {
    double magnitude = Math.abs(x);
    return magnitude < SERIES_ENDS ? series(x) : Math.copySign(1 - tail(magnitude), x);
  }

  /** {@code 2/√π · Σ (−1)ⁿ·x²ⁿ⁺¹/(n!·(2n + 1))}. */
  private static double series(double x) {
    double power = x;
    double sum = x;
    for (int n = 1; Math.abs(power) > 1e-18 * Math.abs(sum); n++) {
      power *= -x * x / n;
      sum += power / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  /** {@code 1 − erf x}, for x of 3 and more. */
  private static double tail(double x) {
    double fraction = x;
    for (int n = 60; n > 0; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}
