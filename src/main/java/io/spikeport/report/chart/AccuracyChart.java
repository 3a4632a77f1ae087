package io.spikeport.report.chart;

import io.spikeport.report.ModelResult;
import io.spikeport.report.markup.Notation;
import io.spikeport.report.markup.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Accuracy against timesteps, one line per model, the trained networks as dashed ones. */
public final class AccuracyChart implements Drawing {

  private static final double LEFT = 50;
  private static final double RIGHT = 14;
  private static final double TOP = 26;
  private static final double BOTTOM = 40;

  /** Timesteps where values can be read; more are thinned out. */
  private static final int COLUMNS = 80;

  /** Points of a line; more cannot be told apart. */
  private static final int POINTS = 200;

  /** Models whose values a tip shows; more do not fit on a screen. */
  private static final int LINES = 16;

  private final List<ModelResult> models;
  private final double low;
  private final double high;
  private final int timesteps;

  private AccuracyChart(List<ModelResult> models, double low, double high) {
    this.models = models;
    this.low = low;
    this.high = high;
    this.timesteps = models.stream().mapToInt(ModelResult::timesteps).max().orElseThrow();
  }

  /** All of it; values in percent. */
  public static AccuracyChart whole(List<ModelResult> models) {
    double least = values(models).min().orElseThrow();
    double most = values(models).max().orElseThrow();
    double span = Math.max(1, most - least);
    double step = new Axis(0, span, 0, 1).step(5);
    double high = Math.min(100, step * Math.ceil(most / step + 0.2));
    double low = Math.max(0, Math.min(step * Math.floor(least / step), high - span));
    return new AccuracyChart(models, low, high);
  }

  /** The part around the last values, where that is a small part of the whole. */
  public static Optional<AccuracyChart> closeUp(List<ModelResult> models) {
    double least = ends(models).min().orElseThrow();
    double most = values(models).max().orElseThrow();
    double margin = Math.max(1, (most - least) / 2);
    double low = Math.floor(2 * (least - margin)) / 2;
    double high = Math.min(100, Math.ceil(2 * (most + 0.1)) / 2);
    boolean useful = low - whole(models).low > 3 * (high - low);
    return useful ? Optional.of(new AccuracyChart(models, low, high)) : Optional.empty();
  }

  private static DoubleStream values(List<ModelResult> models) {
    return DoubleStream.concat(
        ends(models),
        models.stream().flatMapToDouble(m -> m.accuracy().stream().mapToDouble(a -> 100 * a)));
  }

  private static DoubleStream ends(List<ModelResult> models) {
    return models.stream()
        .flatMapToDouble(
            m -> DoubleStream.concat(m.finalAccuracy().stream(), m.annAccuracy().stream()))
        .map(share -> 100 * share);
  }

  @Override
  public Canvas draw(int width) {
    double height = width > NARROW ? 360 : 270;
    Canvas canvas = new Canvas(width, height);
    Axis x = new Axis(timesteps == 1 ? 0 : 1, Math.max(2, timesteps), LEFT, width - RIGHT);
    Axis y = new Axis(low, high, height - BOTTOM, TOP);
    canvas.text("axis", "start", 4, 13, "accuracy in %");
    canvas.text("axis", "end", width - RIGHT, height - 6, "timesteps");
    canvas.rows(y, y.step(5), LEFT, width - RIGHT, "");
    columns(canvas, x, height - BOTTOM, width);
    for (TrainedNetwork network : networks()) {
      double level = y.at(100 * network.accuracy());
      canvas.line("ann", LEFT, level, width - RIGHT, level);
    }
    for (int i = 0; i < models.size(); i++) {
      canvas.path("curve " + Series.line(i), path(models.get(i).accuracy(), x, y));
      if (models.get(i).timesteps() <= 20) {
        dots(canvas, i, x, y);
      }
    }
    hits(canvas, x, y, height);
    return canvas;
  }

  /** The trained networks whose lines lie in the chart. */
  private List<TrainedNetwork> networks() {
    return TrainedNetwork.of(models).stream()
        .filter(network -> 100 * network.accuracy() >= low)
        .toList();
  }

  private void columns(Canvas canvas, Axis x, double bottom, int width) {
    double step = Math.max(1, x.step(width > NARROW ? 12 : 6));
    List<Double> ticks = new ArrayList<>(x.ticks(step));
    if (timesteps > 1 && step > 1) {
      ticks.add(0, 1.0);
    }
    for (double tick : ticks) {
      canvas.line("stub", x.at(tick), bottom, x.at(tick), bottom + 4);
      canvas.text("tick", "middle", x.at(tick), bottom + 18, Notation.tick(tick, step));
    }
  }

  /** The line, without the part below the chart; of very many timesteps, as many as can be seen. */
  private String path(List<Double> accuracy, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    int every = (accuracy.size() + POINTS - 1) / POINTS;
    boolean drawing = false;
    for (int t = 1; t <= accuracy.size(); t = next(t, every, accuracy.size())) {
      double percent = 100 * accuracy.get(t - 1);
      int before = Math.max(1, t - every);
      if (percent >= low) {
        if (!drawing && t > 1) {
          path.append(point('M', x.at(crossing(accuracy, before, t)), y.at(low)));
          drawing = true;
        }
        path.append(point(drawing ? 'L' : 'M', x.at(t), y.at(percent)));
        drawing = true;
      } else if (drawing) {
        path.append(point('L', x.at(crossing(accuracy, before, t)), y.at(low)));
        drawing = false;
      }
    }
    return path.toString();
  }

  /** The next timestep that is drawn; the last one always is. */
  private static int next(int t, int every, int last) {
    return t == last ? last + 1 : Math.min(t + every, last);
  }

  /** Where the line between two timesteps crosses the chart's lower edge. */
  private double crossing(List<Double> accuracy, int from, int to) {
    double start = 100 * accuracy.get(from - 1);
    double end = 100 * accuracy.get(to - 1);
    return start == end ? to : from + (low - start) / (end - start) * (to - from);
  }

  static String point(char command, double x, double y) {
    return command + Notation.coordinate(x) + " " + Notation.coordinate(y);
  }

  private void dots(Canvas canvas, int model, Axis x, Axis y) {
    List<Double> accuracy = models.get(model).accuracy();
    for (int t = 1; t <= accuracy.size(); t++) {
      double percent = 100 * accuracy.get(t - 1);
      if (percent >= low) {
        canvas.add(
            Tag.of("circle", Series.fill(model))
                .attr("cx", x.at(t))
                .attr("cy", y.at(percent))
                .attr("r", 3.5));
      }
    }
  }

  private void hits(Canvas canvas, Axis x, Axis y, double height) {
    int every = (timesteps + COLUMNS - 1) / COLUMNS;
    double half = (x.at(2) - x.at(1)) * every / 2;
    IntStream.rangeClosed(1, timesteps)
        .filter(t -> t == 1 || t == timesteps || t % every == 0)
        .forEach(
            t ->
                canvas
                    .hit(x.at(t) - half, TOP, 2 * half, height - BOTTOM - TOP, tip(t))
                    .attr("data-x", x.at(t))
                    .attr("data-ys", levels(t, y)));
  }

  private String tip(int t) {
    List<String> lines = new ArrayList<>();
    lines.add("T = " + t);
    List<ModelResult> running =
        models.stream().filter(model -> t <= model.accuracy().size()).toList();
    running.stream()
        .limit(LINES)
        .map(model -> model.name() + ": " + Notation.percent(model.accuracy().get(t - 1)))
        .forEach(lines::add);
    if (running.size() > LINES) {
      lines.add(running.size() - LINES + " more: see the table");
    }
    networks().forEach(network -> lines.add(network.words()));
    return String.join("\n", lines);
  }

  private String levels(int t, Axis y) {
    return models.stream()
        .filter(model -> t <= model.accuracy().size())
        .map(model -> 100 * model.accuracy().get(t - 1))
        .filter(percent -> percent >= low)
        .map(percent -> Notation.coordinate(y.at(percent)))
        .collect(Collectors.joining(" "));
  }
}
