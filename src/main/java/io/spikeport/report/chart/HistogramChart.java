package io.spikeport.report.chart;

import io.spikeport.report.ActivationSummary;
import io.spikeport.report.markup.Notation;
import io.spikeport.snn.ActivationHistogram;
import java.util.List;

/**
 * One layer's activations: how often which size occurs, on a logarithmic scale, and the activation
 * scale that was chosen; where there is one per channel, the range of them.
 */
public record HistogramChart(ActivationSummary layer, ActivationHistogram histogram)
    implements Drawing {

  private static final double HEIGHT = 150;
  private static final double TOP = 24;
  private static final double BOTTOM = 22;
  private static final double SIDE = 8;

  @Override
  public Canvas draw(int width) {
    Canvas canvas = new Canvas(width, HEIGHT);
    double maximum = Math.max(layer.maximum(), Double.MIN_NORMAL);
    double end = Math.max(maximum, Math.min(layer.mostScale(), 1.5 * maximum));
    Axis x = new Axis(0, end, SIDE, width - SIDE);
    List<Long> counts = histogram.counts();
    long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    Axis y = new Axis(0, Math.log10(Math.max(1, most)) + 1, HEIGHT - BOTTOM, TOP);
    double bin = maximum / counts.size();
    canvas.path("f0", bars(counts, bin, x, y));
    canvas.line("stub", SIDE, HEIGHT - BOTTOM, width - SIDE, HEIGHT - BOTTOM);
    ticks(canvas, x, maximum);
    scale(canvas, x, width);
    for (int i = 0; i < counts.size(); i++) {
      canvas.hit(
          x.at(i * bin), TOP, x.at((i + 1) * bin) - x.at(i * bin), HEIGHT - BOTTOM - TOP, tip(i));
    }
    return canvas;
  }

  /** The bars, as one shape. */
  private static String bars(List<Long> counts, double bin, Axis x, Axis y) {
    double bottom = HEIGHT - BOTTOM;
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) > 0) {
        path.append(AccuracyChart.point('M', x.at(i * bin), bottom))
            .append('V')
            .append(Notation.coordinate(y.at(Math.log10(counts.get(i)) + 1)))
            .append('H')
            .append(Notation.coordinate(x.at((i + 1) * bin) - 0.6))
            .append('V')
            .append(Notation.coordinate(bottom))
            .append('z');
      }
    }
    return path.toString();
  }

  private void ticks(Canvas canvas, Axis x, double maximum) {
    canvas.text("tick", "start", SIDE, HEIGHT - 7, "0");
    boolean apart = x.at(maximum) < x.to() - 40;
    canvas.text(
        "tick", apart ? "middle" : "end", x.at(maximum), HEIGHT - 7, Notation.number(maximum));
  }

  private void scale(Canvas canvas, Axis x, int width) {
    double left = x.at(Math.min(layer.leastScale(), x.high()));
    double middle = x.at(Math.min(layer.medianScale(), x.high()));
    double right = x.at(Math.min(layer.mostScale(), x.high()));
    if (layer.scales() > 1) {
      canvas.rect("band", left, TOP - 6, Math.max(1, right - left), HEIGHT - BOTTOM - TOP + 6);
    }
    canvas.line("scale", middle, TOP - 6, middle, HEIGHT - BOTTOM);
    String anchor = middle < 0.3 * width ? "start" : middle > 0.7 * width ? "end" : "middle";
    canvas.text("scalelabel", anchor, middle, 12, scaleWords());
  }

  private String scaleWords() {
    return layer.scales() == 1
        ? "s = " + Notation.number(layer.medianScale())
        : "s: "
            + Notation.number(layer.leastScale())
            + " … "
            + Notation.number(layer.mostScale())
            + ", median "
            + Notation.number(layer.medianScale());
  }

  private String tip(int bin) {
    double width = layer.maximum() / histogram.counts().size();
    return Notation.number(bin * width)
        + " to "
        + Notation.number((bin + 1) * width)
        + "\n"
        + Notation.whole(histogram.counts().get(bin))
        + " activations";
  }

  /** What the picture does not show. */
  public String caption() {
    long all = histogram.zeros() + histogram.counts().stream().mapToLong(Long::longValue).sum();
    return Notation.percent(all == 0 ? 0 : (double) histogram.zeros() / all)
        + " are 0; mean "
        + Notation.number(layer.mean());
  }
}
