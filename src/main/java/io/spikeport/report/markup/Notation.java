package io.spikeport.report.markup;

import java.util.Locale;
import java.util.OptionalDouble;

/** How numbers are written for people. */
public final class Notation {

  private static final String[] PREFIXES = {"", " k", " M", " G", " T"};

  private Notation() {}

  /** A fraction in percent, with two digits. */
  public static String percent(double fraction) {
    return String.format(Locale.US, "%.2f\u00A0%%", 100 * fraction);
  }

  /** A difference of two fractions in points, with its sign. */
  public static String points(double difference) {
    return String.format(Locale.US, "%+.2f", 100 * difference);
  }

  /** Three or four significant digits, without needless zeros. */
  public static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size >= 1e6 || size < 1e-4) {
      return String.format(Locale.US, "%.3g", value);
    }
    int decimals = (int) Math.max(0, 3 - Math.floor(Math.log10(size)));
    return trimmed(String.format(Locale.US, "%." + Math.min(decimals, 6) + "f", value));
  }

  /** A count with a prefix: 16.0 M. */
  public static String count(double value) {
    double scaled = value;
    int prefix = 0;
    while (scaled >= 999.5 && prefix < PREFIXES.length - 1) {
      scaled /= 1000;
      prefix++;
    }
    return prefix == 0
        ? number(value)
        : String.format(Locale.US, "%.3g%s", scaled, PREFIXES[prefix]);
  }

  /** Whole numbers in groups of three. */
  public static String whole(long value) {
    return String.format(Locale.US, "%,d", value).replace(',', '\u202F');
  }

  /** A number with as many decimals as a tick's step needs. */
  public static String tick(double value, double step) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.US, "%." + decimals + "f", value);
  }

  /** To a tenth of a point. */
  public static String coordinate(double value) {
    return trimmed(String.format(Locale.US, "%.1f", value));
  }

  private static String trimmed(String decimal) {
    return decimal.contains(".") ? decimal.replaceAll("\\.?0+$", "") : decimal;
  }

  /** A share in percent, or a dash. */
  public static String share(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : "–";
  }
}
