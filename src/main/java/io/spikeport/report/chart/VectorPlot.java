package io.spikeport.report.chart;

import io.spikeport.report.chart.Mark.Label;
import io.spikeport.report.chart.Mark.Line;
import io.spikeport.report.chart.Mark.Point;
import io.spikeport.report.markup.Notation;
import io.spikeport.report.markup.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Accuracy against timesteps as a vector drawing; the legend is below, so it covers no curve. */
record VectorPlot(int width, int height, List<Mark> marks) {

  private static final int WIDTH = 800;
  private static final int PLOT = 440;
  private static final int LEFT = 56;
  private static final int RIGHT = 20;
  private static final int TOP = 44;
  private static final int ROW = 22;
  private static final int SAMPLE = 34;
  private static final int GRID = 0xE4E4E4;
  private static final int GREY = 0x666666;

  VectorPlot {
    marks = List.copyOf(marks);
  }

  static VectorPlot of(String title, List<AccuracyCurve> curves) {
    List<Mark> marks = new ArrayList<>();
    int timesteps = curves.stream().mapToInt(AccuracyCurve::timesteps).max().orElseThrow();
    Axis x = new Axis(0, PlotStyle.end(timesteps), LEFT, WIDTH - RIGHT);
    Axis y = new Axis(floor(curves), 100, PLOT, TOP + 10);
    double wide = Math.max(1, x.step(12));
    for (double tick : x.ticks(wide)) {
      marks.add(line(x.at(tick), PLOT, x.at(tick), TOP, GRID, 1));
      marks.add(new Label(x.at(tick) + 4, PLOT + 18, true, 13, Notation.tick(tick, wide)));
    }
    double high = y.step(10);
    for (double tick : y.ticks(high)) {
      marks.add(line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), GRID, 1));
      marks.add(new Label(LEFT - 8, y.at(tick) + 4, true, 13, Notation.tick(tick, high)));
    }
    marks.add(new Label(LEFT, 20, false, 15, title));
    marks.add(new Label(8, TOP - 4, false, 13, "accuracy in %"));
    marks.add(new Label(LEFT, PLOT + 36, false, 13, "timesteps"));
    int row = PLOT + 36;
    for (int i = 0; i < curves.size(); i++) {
      AccuracyCurve curve = curves.get(i);
      List<Point> points = new ArrayList<>();
      for (int t = 1; t <= curve.timesteps(); t++) {
        points.add(new Point(x.at(t), y.at(100 * curve.accuracy().get(t - 1))));
      }
      int color = PlotStyle.rgb(i);
      List<Integer> dash = PlotStyle.isSolid(i) ? List.of() : List.of(12, 4);
      row += ROW;
      marks.add(new Line(sample(row), color, 2.2, dash));
      marks.add(
          legend(
              row,
              String.format(
                  Locale.US,
                  "%s: %.2f %% at T = %d",
                  curve.name(),
                  100 * curve.last(),
                  curve.timesteps())));
      if (curve.annAccuracy().isPresent()) {
        double share = curve.annAccuracy().getAsDouble();
        double level = y.at(100 * share);
        boolean shared = curves.stream().allMatch(c -> c.annAccuracy().equals(curve.annAccuracy()));
        if (!shared || i == 0) {
          int own = shared ? GREY : color;
          List<Point> ends = List.of(new Point(LEFT, level), new Point(WIDTH - RIGHT, level));
          marks.add(new Line(ends, own, 1.8, List.of(6, 5)));
          row += ROW;
          marks.add(new Line(sample(row), own, 1.8, List.of(6, 5)));
          String whose = shared ? "ANN" : "ANN of " + curve.name();
          marks.add(legend(row, String.format(Locale.US, "%s: %.2f %%", whose, 100 * share)));
        }
      }
      marks.add(new Line(points, color, 2.2, dash));
    }
    return new VectorPlot(WIDTH, row + ROW, marks);
  }

  private static Line line(double x1, double y1, double x2, double y2, int color, double width) {
    return new Line(List.of(new Point(x1, y1), new Point(x2, y2)), color, width, List.of());
  }

  private static List<Point> sample(int row) {
    return List.of(new Point(LEFT, row - 4), new Point(LEFT + SAMPLE, row - 4));
  }

  private static Label legend(int row, String text) {
    return new Label(LEFT + SAMPLE + 10, row, false, 13, text);
  }

  /** The ten per cent below the lowest point. */
  static double floor(List<AccuracyCurve> curves) {
    double lowest =
        curves.stream()
            .flatMapToDouble(
                curve ->
                    DoubleStream.concat(
                        curve.accuracy().stream().mapToDouble(Double::doubleValue),
                        curve.annAccuracy().stream()))
            .min()
            .orElseThrow();
    return Math.min(90, 10 * Math.floor(10 * lowest));
  }

  /** As a picture in SVG 1.1. */
  String svg() {
    Tag svg =
        Tag.of("svg")
            .attr("xmlns", "http://www.w3.org/2000/svg")
            .attr("viewBox", "0 0 " + width + " " + height)
            .attr("width", width)
            .attr("height", height)
            .attr("font-family", "Helvetica, Arial, DejaVu Sans, sans-serif")
            .attr("fill", "#333333")
            .add(
                Tag.of("rect").attr("width", width).attr("height", height).attr("fill", "#ffffff"));
    for (Mark mark : marks) {
      svg.add(mark instanceof Line line ? svg(line) : svg((Label) mark));
    }
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    svg.writeTo(out);
    return out.append('\n').toString();
  }

  private static Tag svg(Line line) {
    StringBuilder points = new StringBuilder();
    line.points()
        .forEach(
            point ->
                points
                    .append(points.isEmpty() ? "" : " ")
                    .append(Notation.coordinate(point.x()))
                    .append(',')
                    .append(Notation.coordinate(point.y())));
    Tag tag =
        Tag.of("polyline")
            .attr("points", points.toString())
            .attr("fill", "none")
            .attr("stroke", String.format(Locale.US, "#%06x", line.color()))
            .attr("stroke-width", line.width());
    return line.dash().isEmpty()
        ? tag
        : tag.attr("stroke-dasharray", line.dash().get(0) + " " + line.dash().get(1));
  }

  private static Tag svg(Label label) {
    Tag tag =
        Tag.of("text")
            .attr("x", label.x())
            .attr("y", label.y())
            .attr("font-size", label.size())
            .text(label.text());
    return label.ends() ? tag.attr("text-anchor", "end") : tag;
  }
}
