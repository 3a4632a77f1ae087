package io.spikeport.report.chart;

import java.util.List;

/** The classes of the style sheet that tell the parts of a chart apart. */
public final class Series {

  /** Colours in the style sheet. */
  private static final int COLOURS = 8;

  private Series() {}

  /** What tells lines of one colour apart. */
  private static final List<String> DASHES = List.of("", " dashed", " dotted", " broken");

  /** A line: its colour, and dashes of another kind each time the colours repeat. */
  public static String line(int index) {
    return "l" + index % COLOURS + DASHES.get(index / COLOURS % DASHES.size());
  }

  /** An area. */
  static String fill(int index) {
    return "f" + index % COLOURS;
  }
}
