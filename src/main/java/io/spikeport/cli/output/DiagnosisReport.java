package io.spikeport.cli.output;

import io.spikeport.diagnosis.Advice;
import io.spikeport.diagnosis.Damage;
import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.diagnosis.LayerDiagnosis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code evaluate --diagnose} says of one model; the start is left out without damage. */
public record DiagnosisReport(List<Layer> layers, Start damageStart, List<String> notes) {

  /** One layer; the correlation is left out where there is none. */
  record Layer(
      String layer,
      int neurons,
      double firingRate,
      Double correlation,
      double error,
      double meanError,
      double clipping,
      double quantization,
      double unevenness,
      double saturated,
      double silent) {

    static Layer of(LayerDiagnosis layer) {
      return new Layer(
          layer.layer(),
          layer.neurons(),
          layer.firingRate(),
          layer.correlation().isPresent() ? layer.correlation().getAsDouble() : null,
          layer.error(),
          layer.meanError(),
          layer.clipping(),
          layer.quantization(),
          layer.unevenness(),
          layer.saturated(),
          layer.silent());
    }
  }

  /** Where the damage starts, and why. */
  record Start(
      String layer, double errorBefore, double error, String mainCause, String explanation) {

    static Start of(Damage damage, LayerDiagnosis layer) {
      return new Start(
          damage.layer(),
          damage.errorBefore(),
          damage.error(),
          layer.mainCause().name().toLowerCase(Locale.ROOT),
          Advice.on(damage, layer));
    }
  }

  public static DiagnosisReport of(Diagnosis diagnosis) {
    return new DiagnosisReport(
        diagnosis.layers().stream().map(Layer::of).toList(),
        diagnosis
            .damage()
            .map(damage -> Start.of(damage, diagnosis.layer(damage.layer())))
            .orElse(null),
        diagnosis.notes());
  }

  /** The same for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("diagnosis: each layer's rates against the activations that they stand for");
    lines.addAll(table().lines());
    if (damageStart == null) {
      lines.add("no damage: all rates are exact");
    } else {
      lines.add(
          String.format(
              Locale.US,
              "damage starts at %s: error %s after %s before, mainly %s",
              damageStart.layer(),
              percent(damageStart.error()),
              percent(damageStart.errorBefore()),
              damageStart.mainCause()));
      lines.add("  " + damageStart.explanation());
    }
    notes.forEach(note -> lines.add("note: " + note));
    return lines;
  }

  private TextTable table() {
    TextTable table =
        new TextTable(
            "layer",
            "correlation",
            "error",
            "mean error",
            "clipping",
            "quantization",
            "unevenness",
            "saturated",
            "silent");
    for (Layer layer : layers) {
      table.row(
          layer.layer(),
          layer.correlation() == null ? "–" : String.format(Locale.US, "%.4f", layer.correlation()),
          percent(layer.error()),
          String.format(Locale.US, "%+.2f %%", 100 * layer.meanError()),
          percent(layer.clipping()),
          percent(layer.quantization()),
          percent(layer.unevenness()),
          percent(layer.saturated()),
          percent(layer.silent()));
    }
    return table;
  }

  private static String percent(double fraction) {
    return String.format(Locale.US, "%.2f %%", 100 * fraction);
  }
}
