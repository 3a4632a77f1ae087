package io.spikeport.calibration;

import java.util.Locale;

/** How an activation scale s follows from the activations of a layer or channel. */
public sealed interface Normalization
    permits Normalization.Max,
        Normalization.Percentile,
        Normalization.Fraction,
        LeastSquares,
        LocalThresholdBalancing,
        ThresholdIteration {

  /**
   * The activation scale.
   *
   * @return 0 if the activations give none (all zero, or the percentile falls on zero)
   */
  double scale(Histogram activations);

  /** As the user writes it: {@code max}, {@code 99.9%}, {@code 0.5}, {@code mse} … */
  String notation();

  /** MaxNorm (Diehl et al. 2015): s is the largest activation. */
  record Max() implements Normalization {

    @Override
    public double scale(Histogram activations) {
      return activations.maximum();
    }

    @Override
    public String notation() {
      return "max";
    }
  }

  /**
   * RobustNorm (Rueckauer et al. 2017): s is a percentile of all activations, zeros included.
   *
   * @param percent above 0, at most 100
   */
  record Percentile(double percent) implements Normalization {

    public Percentile {
      if (!(percent > 0 && percent <= 100)) {
        throw new IllegalArgumentException(
            "expected a percentile above 0% and at most 100%, found " + percent + "%");
      }
    }

    @Override
    public double scale(Histogram activations) {
      return activations.percentile(percent);
    }

    @Override
    public String notation() {
      return number(percent) + "%";
    }
  }

  /**
   * s is a fraction of the largest activation.
   *
   * @param fraction above 0, at most 1
   */
  record Fraction(double fraction) implements Normalization {

    public Fraction {
      if (!(fraction > 0 && fraction <= 1)) {
        throw new IllegalArgumentException(
            "expected a fraction of the maximum above 0 and at most 1, found " + fraction);
      }
    }

    @Override
    public double scale(Histogram activations) {
      return fraction * activations.maximum();
    }

    @Override
    public String notation() {
      return number(fraction);
    }
  }

  /**
   * Reads a notation.
   *
   * @param timesteps T, for the rules that depend on it
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  static Normalization parse(String text, int timesteps) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    if (trimmed.equals("max")) {
      return new Max();
    }
    switch (trimmed) {
      case LeastSquares.NOTATION:
        return new LeastSquares(timesteps);
      case LocalThresholdBalancing.NOTATION:
        return new LocalThresholdBalancing();
      case ThresholdIteration.NOTATION:
        return new ThresholdIteration(timesteps);
      default:
        break;
    }
    try {
      if (trimmed.endsWith("%")) {
        return new Percentile(Double.parseDouble(trimmed.substring(0, trimmed.length() - 1)));
      }
      double fraction = Double.parseDouble(trimmed);
      if (fraction > 1 && fraction <= 100) {
        throw new IllegalArgumentException(
            "expected a fraction of the maximum above 0 and at most 1, found "
                + text
                + "; for the percentile write "
                + text
                + "%");
      }
      return new Fraction(fraction);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected max, mse, ltb, threshold-iteration, a percentile such as 99.9%, or a fraction"
              + " of the maximum such as 0.5, found '"
              + text
              + "'",
          e);
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
