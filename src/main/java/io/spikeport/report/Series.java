package io.spikeport.report;

/** The classes of the style sheet that tell the parts of a chart apart. */
final class Series {

  /** Colours in the style sheet. */
  private static final int COLOURS = 8;

  private Series() {}

  /** A line: its colour, and dashes once the colours repeat. */
  static String line(int index) {
    return "l" + index % COLOURS + (index >= COLOURS ? " dashed" : "");
  }

  /** An area. */
  static String fill(int index) {
    return "f" + index % COLOURS;
  }
}
