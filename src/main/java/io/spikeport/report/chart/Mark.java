package io.spikeport.report.chart;

import java.util.List;

/** A piece of a vector drawing, in points from the upper left corner. */
sealed interface Mark {

  /** A point. */
  record Point(double x, double y) {}

  /**
   * A line through points.
   *
   * @param color red, green and blue, eight bits each
   * @param dash lengths of dash and gap; empty for a solid line
   */
  record Line(List<Point> points, int color, double width, List<Integer> dash) implements Mark {

    public Line {
      points = List.copyOf(points);
      dash = List.copyOf(dash);
    }
  }

  /**
   * A line of text.
   *
   * @param x where it starts, or ends
   * @param y of its base line
   * @param size of the font
   */
  record Label(double x, double y, boolean ends, double size, String text) implements Mark {}
}
