package io.spikeport.cli.output;

import java.util.List;

/** A line of values as small bars: ▁▂▃▄▅▆▇█. */
final class Sparkline {

  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * Draws values from the least (▁) to the largest (█).
   *
   * @param values at least one
   * @param width most characters; of more values than that, evenly many are left out, but never the
   *     first or the last
   */
  static String of(List<Double> values, int width) {
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    StringBuilder line = new StringBuilder();
    int count = Math.min(width, values.size());
    for (int i = 0; i < count; i++) {
      int index = count == 1 ? 0 : (int) ((long) i * (values.size() - 1) / (count - 1));
      double height = most > least ? (values.get(index) - least) / (most - least) : 1;
      line.append(BARS.charAt((int) Math.round(height * (BARS.length() - 1))));
    }
    return line.toString();
  }

  /** A bar of some eighths of a character, for a share of a width. */
  static String bar(double share, int width) {
    int eighths = (int) Math.round(Math.max(0, Math.min(1, share)) * width * 8);
    String rest = eighths % 8 == 0 ? "" : String.valueOf((char) ('█' + 8 - eighths % 8));
    return "█".repeat(eighths / 8) + rest;
  }
}
