package io.spikeport.report.chart;

import io.spikeport.report.examine.Raster;
import io.spikeport.report.markup.Notation;
import java.util.List;

/** Spikes over time: a row per neuron, layers one below the other. */
public record RasterChart(Raster raster) implements Drawing {

  private static final double TRAIN = 9;
  private static final double HEADING = 22;
  private static final double BOTTOM = 36;
  private static final double SIDE = 4;

  @Override
  public Canvas draw(int width) {
    double height = BOTTOM;
    for (Raster.Layer layer : raster.layers()) {
      height += HEADING + TRAIN * Math.max(1, layer.trains().size());
    }
    Canvas canvas = new Canvas(width, height);
    Axis x = new Axis(0, raster.timesteps(), SIDE, width - SIDE);
    double top = 0;
    for (Raster.Layer layer : raster.layers()) {
      canvas.text("label", "start", SIDE, top + 15, heading(layer, width));
      top += HEADING;
      for (Raster.Train train : layer.trains()) {
        train(canvas, x, top, layer, train);
        top += TRAIN;
      }
      top += layer.trains().isEmpty() ? TRAIN : 0;
    }
    double step = Math.max(1, Math.ceil(x.step(width > NARROW ? 20 : 8)));
    for (double tick : x.ticks(step)) {
      double timestep = Math.max(1, tick);
      double middle = x.at(timestep - 0.5);
      canvas.line("stub", middle, height - BOTTOM + 2, middle, height - BOTTOM + 6);
      canvas.text("tick", "middle", middle, height - 16, Notation.tick(timestep, 1));
    }
    canvas.text("axis", "end", width - SIDE, height - 3, "timestep");
    return canvas;
  }

  private static String heading(Raster.Layer layer, int width) {
    String counts =
        Notation.whole(layer.fired()) + " of " + Notation.whole(layer.neurons()) + " fire";
    return ShortName.of(layer.layer(), width - 7.0 * counts.length()) + " — " + counts;
  }

  private void train(Canvas canvas, Axis x, double top, Raster.Layer layer, Raster.Train train) {
    canvas.rect("track", SIDE, top + 1, x.to() - SIDE, TRAIN - 2);
    List<Integer> spikes = train.spikes();
    double gap = Math.min(1.5, (x.at(1) - x.at(0)) / 5);
    double mark = x.at(1) - x.at(0) - 2 * gap;
    StringBuilder positive = new StringBuilder();
    StringBuilder negative = new StringBuilder();
    int total = 0;
    for (int t = 0; t < spikes.size(); t++) {
      int count = spikes.get(t);
      total += Math.abs(count);
      if (count != 0) {
        (count > 0 ? positive : negative)
            .append(AccuracyChart.point('M', x.at(t) + gap, top + TRAIN / 2))
            .append('h')
            .append(Notation.coordinate(mark));
      }
    }
    if (!positive.isEmpty()) {
      canvas.path("spikes l0", positive.toString());
    }
    if (!negative.isEmpty()) {
      canvas.path("spikes l1", negative.toString());
    }
    canvas.hit(
        SIDE,
        top,
        x.to() - SIDE,
        TRAIN,
        layer.layer()
            + "\nneuron "
            + train.neuron()
            + ": "
            + total
            + (total == 1 ? " spike" : " spikes")
            + " in "
            + spikes.size()
            + " timesteps");
  }
}
