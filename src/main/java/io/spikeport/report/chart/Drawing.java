package io.spikeport.report.chart;

/**
 * A chart that can be drawn at several widths, so that its text stays readable on a small screen.
 */
@FunctionalInterface
public interface Drawing {

  /** On a desk, the page's whole width. */
  int WIDE = 1040;

  /** On a desk, half of it. */
  int HALF = 500;

  /** On a telephone. */
  int NARROW = 330;

  /** Draws it, in as many points. */
  Canvas draw(int width);
}
