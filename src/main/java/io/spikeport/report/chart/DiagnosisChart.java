package io.spikeport.report.chart;

import io.spikeport.diagnosis.LayerDiagnosis;
import io.spikeport.report.markup.Notation;
import java.util.List;

/** Each layer's relative error, and the three parts that it has by cause. */
public record DiagnosisChart(List<LayerDiagnosis> layers) implements Drawing {

  private static final double ROW = 58;

  @Override
  public Canvas draw(int width) {
    double most =
        layers.stream()
            .mapToDouble(
                layer ->
                    Math.max(
                        Math.max(layer.error(), layer.unevenness()),
                        Math.max(layer.clipping(), layer.quantization())))
            .max()
            .orElse(0);
    Canvas canvas = new Canvas(width, ROW * layers.size() + 4);
    Axis x = new Axis(0, most > 0 ? most : 1, 0, width - 72.0);
    for (int i = 0; i < layers.size(); i++) {
      LayerDiagnosis layer = layers.get(i);
      double top = i * ROW;
      canvas.text("label", "start", 0, top + 12, ShortName.of(layer.layer(), width));
      double[] parts = {layer.clipping(), layer.quantization(), layer.unevenness()};
      for (int part = 0; part < parts.length; part++) {
        canvas
            .rect(Series.fill(part + 1), 0, top + 18 + 10 * part, Math.max(1, x.at(parts[part])), 8)
            .attr("rx", 2);
      }
      double error = x.at(layer.error());
      canvas.line("total", error, top + 16, error, top + 48);
      canvas.text("value", "end", width, top + 36, Notation.percent(layer.error()));
      canvas.hit(0, top, width, ROW, tip(layer));
    }
    return canvas;
  }

  private static String tip(LayerDiagnosis layer) {
    return layer.layer()
        + "\nerror "
        + Notation.percent(layer.error())
        + "\nclipping "
        + Notation.percent(layer.clipping())
        + "\nquantization "
        + Notation.percent(layer.quantization())
        + "\nunevenness "
        + Notation.percent(layer.unevenness());
  }
}
