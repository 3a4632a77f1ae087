package io.spikeport.report.chart;

import io.spikeport.report.examine.Confusion;
import io.spikeport.report.examine.Mistake;
import io.spikeport.report.markup.Notation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** The output of a wrongly classified image over time, a line per class. */
public record OutputChart(Mistake mistake, Confusion names) implements Drawing {

  private static final double HEIGHT = 170;
  private static final double TOP = 8;
  private static final double BOTTOM = 34;
  private static final double LEFT = 40;
  private static final double RIGHT = 54;

  /** Timesteps where values can be read; more are thinned out. */
  private static final int COLUMNS = 50;

  /** The least distance of two labels. */
  private static final double LABEL = 13;

  @Override
  public Canvas draw(int width) {
    Canvas canvas = new Canvas(width, HEIGHT);
    int timesteps = mistake.outputs().get(0).means().size();
    Axis x = new Axis(1, Math.max(2, timesteps), LEFT, width - RIGHT);
    Axis y = vertical();
    canvas.rows(y, y.step(4), LEFT, width - RIGHT, "");
    double step = Math.max(1, x.step(6));
    for (double tick : x.ticks(step)) {
      canvas.text("tick", "middle", x.at(tick), HEIGHT - BOTTOM + 16, Notation.tick(tick, step));
    }
    canvas.text("axis", "end", width - RIGHT, HEIGHT - 3, "timesteps");
    for (int i = mistake.outputs().size() - 1; i >= 0; i--) {
      canvas.path(classes(mistake.outputs().get(i)), path(mistake.outputs().get(i), x, y));
    }
    endLabels(canvas, y, width);
    int every = (timesteps + COLUMNS - 1) / COLUMNS;
    double half = (x.at(2) - x.at(1)) * every / 2;
    for (int t = 1; t <= timesteps; t += every) {
      canvas
          .hit(x.at(t) - half, TOP, 2 * half, HEIGHT - BOTTOM - TOP, tip(t))
          .attr("data-x", x.at(t))
          .attr("data-ys", levels(t, y));
    }
    return canvas;
  }

  private Axis vertical() {
    double[] all =
        mistake.outputs().stream()
            .flatMapToDouble(output -> output.means().stream().mapToDouble(Float::doubleValue))
            .toArray();
    double low = DoubleStream.of(all).min().orElse(0);
    double high = DoubleStream.of(all).max().orElse(1);
    double margin = high > low ? 0.04 * (high - low) : 0.5;
    return new Axis(low - margin, high + margin, HEIGHT - BOTTOM, TOP);
  }

  private String classes(Mistake.Output output) {
    if (output.index() == mistake.label()) {
      return "curve l2";
    }
    return output.index() == mistake.prediction() ? "curve l1" : "curve other";
  }

  private static String path(Mistake.Output output, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (int t = 1; t <= output.means().size(); t++) {
      path.append(
          AccuracyChart.point(t == 1 ? 'M' : 'L', x.at(t), y.at(output.means().get(t - 1))));
    }
    return path.toString();
  }

  /** The names of the two classes that matter, at the ends of their lines. */
  private void endLabels(Canvas canvas, Axis y, int width) {
    List<Mistake.Output> both =
        new ArrayList<>(
            mistake.outputs().stream()
                .filter(o -> o.index() == mistake.label() || o.index() == mistake.prediction())
                .toList());
    both.sort(Comparator.comparing(OutputChart::last).reversed());
    double lowest = Double.NEGATIVE_INFINITY;
    for (Mistake.Output output : both) {
      double at = Math.max(y.at(last(output)) + 4, lowest + LABEL);
      lowest = at;
      String text = output.index() == mistake.label() ? "end t2" : "end t1";
      canvas.text(
          text, "start", width - RIGHT + 6, at, ShortName.of(names.name(output.index()), RIGHT));
    }
  }

  private static float last(Mistake.Output output) {
    return output.means().get(output.means().size() - 1);
  }

  private String tip(int t) {
    List<String> lines = new ArrayList<>();
    lines.add("T = " + t);
    mistake.outputs().stream()
        .sorted(Comparator.comparing(output -> -output.means().get(t - 1)))
        .limit(5)
        .forEach(
            output ->
                lines.add(
                    names.name(output.index())
                        + ": "
                        + Notation.number(output.means().get(t - 1))));
    return String.join("\n", lines);
  }

  private String levels(int t, Axis y) {
    StringBuilder levels = new StringBuilder();
    for (Mistake.Output output : mistake.outputs()) {
      if (output.index() == mistake.label() || output.index() == mistake.prediction()) {
        levels.append(Notation.coordinate(y.at(output.means().get(t - 1)))).append(' ');
      }
    }
    return levels.toString().strip();
  }
}
