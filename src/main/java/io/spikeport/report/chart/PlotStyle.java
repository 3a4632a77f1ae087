package io.spikeport.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.OptionalInt;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What our plots look like. */
final class PlotStyle {

  /** Okabe and Ito's colours, which colour-blind readers can tell apart. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9));

  private static final Color TEXT = new Color(0x333333);
  private static final Color GRID = new Color(0xE4E4E4);
  private static final float LINE = 2.2f;

  /** Up to this many timesteps each gets a dot; beyond, dots would run together. */
  private static final int MOST_DOTS = 20;

  /** The least distance between two ticks, in points. */
  private static final int X_TICKS = 68;

  private static final int Y_TICKS = 36;

  private PlotStyle() {}

  static XYChart chart(int width, int height, String title) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle("timesteps")
            .yAxisTitle("accuracy in %")
            .build();
    XYStyler style = chart.getStyler();
    style.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    style.setChartTitleVisible(!title.isEmpty());
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
    style.setChartTitlePadding(12);
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    style.setChartFontColor(TEXT);
    style.setAxisTickLabelsColor(TEXT);
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setAxisTickMarksColor(GRID);
    style.setPlotContentSize(1);
    style.setPlotMargin(0);
    style.setLegendPosition(LegendPosition.InsideSE);
    style.setLegendBorderColor(Color.WHITE);
    style.setYAxisLabelAlignment(TextAlignment.Right);
    style.setLegendPadding(10);
    style.setChartPadding(14);
    style.setMarkerSize(7);
    return chart;
  }

  /** A little room on each side, so that the lines and the outermost labels are not cut. */
  static void axes(XYChart chart, int timesteps, double lowestPercent) {
    XYStyler style = chart.getStyler();
    style.setXAxisMin(0.0);
    style.setXAxisMax(end(timesteps));
    style.setXAxisDecimalPattern("0");
    style.setXAxisTickMarkSpacingHint(X_TICKS);
    style.setYAxisMin(lowestPercent - 0.02 * (100 - lowestPercent));
    style.setYAxisMax(100 + 0.02 * (100 - lowestPercent));
    style.setYAxisDecimalPattern("0");
    style.setYAxisTickMarkSpacingHint(Y_TICKS);
  }

  /** Where the horizontal axis ends, in timesteps. */
  static double end(int timesteps) {
    return 1.02 * Math.max(2, timesteps);
  }

  /** The line of curve number {@code index}: its own colour, and dashes once the colours repeat. */
  static void curve(XYSeries series, int index, int timesteps) {
    Color colour = colour(index);
    series.setLineColor(colour);
    series.setMarkerColor(colour);
    series.setMarker(timesteps <= MOST_DOTS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setLineStyle(isSolid(index) ? solid() : dashed(12, 4));
  }

  /** The line of an ANN: in its curve's colour, or in grey when all curves share it. */
  static void reference(XYSeries series, OptionalInt index) {
    series.setLineColor(index.isPresent() ? colour(index.getAsInt()) : new Color(0x666666));
    series.setMarker(SeriesMarkers.NONE);
    series.setLineStyle(dashed(6, 5));
  }

  private static Color colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  /** The colour of a curve: red, green and blue, eight bits each. */
  static int rgb(int index) {
    return colour(index).getRGB() & 0xffffff;
  }

  /** Whether a curve is drawn without gaps; others follow once the colours repeat. */
  static boolean isSolid(int index) {
    return index < COLOURS.size();
  }

  private static BasicStroke solid() {
    return new BasicStroke(LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static BasicStroke dashed(float dash, float gap) {
    float[] pattern = {dash, gap};
    return new BasicStroke(
        LINE * 0.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, pattern, 0);
  }
}
