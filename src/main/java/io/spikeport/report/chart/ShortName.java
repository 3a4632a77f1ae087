package io.spikeport.report.chart;

/** Names where there is little room. */
final class ShortName {

  /** Width of a letter, on average, in the chart's text. */
  private static final double LETTER = 6.6;

  private ShortName() {}

  /** A name, or its end: layers' names differ there. */
  static String of(String name, double width) {
    int[] points = name.codePoints().toArray();
    int most = (int) Math.max(4, width / LETTER);
    return points.length <= most
        ? name
        : "…" + new String(points, points.length - most + 1, most - 1);
  }
}
