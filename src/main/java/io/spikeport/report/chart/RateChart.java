package io.spikeport.report.chart;

import io.spikeport.report.markup.Notation;
import io.spikeport.simulation.contract.LayerActivity;
import java.util.List;

/** Firing rates as bars, one per layer, its name above. */
public record RateChart(List<LayerActivity> layers) implements Drawing {

  private static final double ROW = 34;

  @Override
  public Canvas draw(int width) {
    double most = layers.stream().mapToDouble(LayerActivity::firingRate).max().orElse(0);
    Canvas canvas = new Canvas(width, ROW * layers.size() + 4);
    Axis x = new Axis(0, most > 0 ? most : 1, 0, width - 64.0);
    for (int i = 0; i < layers.size(); i++) {
      LayerActivity layer = layers.get(i);
      double top = i * ROW;
      canvas.text("label", "start", 0, top + 12, ShortName.of(layer.layer(), width));
      canvas.rect("track", 0, top + 18, x.to(), 10).attr("rx", 3);
      canvas.rect("f0", 0, top + 18, Math.max(1, x.at(layer.firingRate())), 10).attr("rx", 3);
      canvas.text("value", "end", width, top + 27, Notation.number(layer.firingRate()));
      canvas.hit(
          0,
          top,
          width,
          ROW,
          layer.layer()
              + "\n"
              + Notation.whole(layer.neurons())
              + " neurons\n"
              + Notation.number(layer.firingRate())
              + " spikes per neuron and timestep");
    }
    return canvas;
  }
}
