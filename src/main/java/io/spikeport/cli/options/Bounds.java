package io.spikeport.cli.options;

import io.spikeport.graph.SigmaDelta;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The numbers that options take, each with its bounds: every option of a number has one of these.
 */
public final class Bounds {

  /** Largest T; a run keeps the answer after every timestep. */
  static final int MOST_TIMESTEPS = 100_000;

  private Bounds() {}

  private static TypeConversionException refused(String expected, String found) {
    return new TypeConversionException("expected " + expected + ", found '" + found + "'");
  }

  /** A whole number. */
  abstract static class Whole implements ITypeConverter<Integer> {

    private final int least;
    private final int most;

    private Whole(int least, int most) {
      this.least = least;
      this.most = most;
    }

    @Override
    public Integer convert(String text) {
      try {
        int value = Integer.parseInt(text.strip());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // The same message: too many digits are no whole number of these either.
      }
      throw refused(String.format(Locale.US, "a whole number from %d to %d", least, most), text);
    }
  }

  /** A real number, as a double; infinity and NaN are none. */
  private static double real(
      String text, String expected, double least, double most, boolean single) {
    double value;
    try {
      value = Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw refused(expected, text);
    }
    double kept = single ? (float) value : value;
    if (!(kept >= least && kept <= most) || Double.isInfinite(kept)) {
      throw refused(expected, text);
    }
    return value;
  }

  /** A real number of single precision. */
  abstract static class Single implements ITypeConverter<Float> {

    private final String expected;
    private final float least;
    private final float most;

    private Single(String expected, float least, float most) {
      this.expected = expected;
      this.least = least;
      this.most = most;
    }

    @Override
    public Float convert(String text) {
      float value = (float) real(text, expected, least, most, true);
      if (isExcluded(value)) {
        throw refused(expected, text);
      }
      return value;
    }

    /** Whether a value within the bounds is none all the same. */
    boolean isExcluded(float value) {
      return false;
    }
  }

  /** A real number of double precision. */
  abstract static class Real implements ITypeConverter<Double> {

    private final String expected;
    private final double least;
    private final double most;

    private Real(String expected, double least, double most) {
      this.expected = expected;
      this.least = least;
      this.most = most;
    }

    @Override
    public Double convert(String text) {
      return real(text, expected, least, most, false);
    }
  }

  /** {@code --timesteps}, {@code --unrolled}. */
  static final class Timesteps extends Whole {
    Timesteps() {
      super(1, MOST_TIMESTEPS);
    }
  }

  /** {@code --readout-start}. */
  static final class Start extends Whole {
    Start() {
      super(0, MOST_TIMESTEPS - 1);
    }
  }

  /** {@code --samples}, {@code --test-samples}: more than there are is all of them. */
  public static final class Count extends Whole {
    Count() {
      super(1, Integer.MAX_VALUE);
    }
  }

  /** {@code --threads}, {@code --jobs}. */
  public static final class Threads extends Whole {
    Threads() {
      super(1, 1024);
    }
  }

  /** {@code --batch}. */
  static final class Batch extends Whole {
    Batch() {
      super(1, 65_536);
    }
  }

  /** {@code --max-spikes}. */
  static final class Spikes extends Whole {
    Spikes() {
      super(1, 1000);
    }
  }

  /** {@code --levels}. */
  static final class Levels extends Whole {
    Levels() {
      super(1, SigmaDelta.MOST_LEVELS);
    }
  }

  /** {@code --scale}. */
  static final class Factor extends Single {
    Factor() {
      super("a finite number other than 0", -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    @Override
    boolean isExcluded(float value) {
      return value == 0;
    }
  }

  /** {@code --mean}. */
  static final class Finite extends Single {
    Finite() {
      super("a finite number", -Float.MAX_VALUE, Float.MAX_VALUE);
    }
  }

  /** {@code --std}. */
  static final class Positive extends Single {
    Positive() {
      super("a finite number above 0", Float.MIN_VALUE, Float.MAX_VALUE);
    }
  }

  /** {@code --tau}. */
  static final class TimeConstant extends Single {
    TimeConstant() {
      super("a number of timesteps above 1, at most 1000000", Math.nextUp(1f), 1e6f);
    }
  }

  /** {@code --initial-potential}. */
  static final class Potential extends Single {
    Potential() {
      super("a number from -1000 to 1000", -1000, 1000);
    }
  }

  /** {@code --min-accuracy}. */
  public static final class Fraction extends Real {
    Fraction() {
      super("a fraction from 0 to 1 (0.98 for 98 %)", 0, 1);
    }
  }

  /** {@code --max-drop}. */
  static final class Points extends Real {
    Points() {
      super("a number of points from 0 to 100", 0, 100);
    }
  }

  /** {@code --confidence}, {@code --dt}. */
  static final class PositiveReal extends Real {
    PositiveReal() {
      super("a finite number above 0", Double.MIN_VALUE, Double.MAX_VALUE);
    }
  }
}
