package io.spikeport.cli.output;

import io.spikeport.graph.Graph;
import io.spikeport.simulation.Energy;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.OutputComparison;
import io.spikeport.simulation.contract.LayerActivity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What {@code evaluate --json} prints of one model; accuracies are left out without labels, the
 * agreement with the trained network (of class vectors) and the output's error without {@code
 * --reference}, the diagnosis without {@code --diagnose}.
 */
public record EvaluationReport(
    String model,
    int images,
    int timesteps,
    double meanTimesteps,
    List<Double> accuracy,
    Double annAccuracy,
    List<Double> agreement,
    List<Double> outputError,
    List<String> layers,
    List<Integer> neurons,
    List<Double> firingRates,
    double synapticOperationsPerImage,
    double multiplyAccumulatesPerImage,
    double energyRelativeToAnn,
    double seconds,
    double imageStepsPerSecond,
    DiagnosisReport diagnosis) {

  /** Timesteps that are shown in a table; the last one is shown always. */
  private static final List<Integer> SHOWN =
      List.of(1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256, 512);

  /** Characters of the accuracy's line, and of a rate's bar. */
  private static final int WIDTH = 50;

  private static final int BAR = 12;

  public static EvaluationReport of(
      Path model,
      Graph graph,
      Evaluation evaluation,
      OptionalDouble annAccuracy,
      Optional<OutputComparison> outputs,
      Optional<DiagnosisReport> diagnosis) {
    return new EvaluationReport(
        model.toString(),
        evaluation.images(),
        evaluation.timesteps(),
        evaluation.meanTimesteps(),
        evaluation.accuracy().orElse(null),
        annAccuracy.isPresent() ? annAccuracy.getAsDouble() : null,
        outputs.flatMap(OutputComparison::agreement).orElse(null),
        outputs.map(OutputComparison::outputError).orElse(null),
        evaluation.layers().stream().map(LayerActivity::layer).toList(),
        evaluation.layers().stream().map(LayerActivity::neurons).toList(),
        evaluation.layers().stream().map(LayerActivity::firingRate).toList(),
        evaluation.synapticOperationsPerImage(),
        evaluation.multiplyAccumulatesPerImage(),
        Energy.relativeToAnn(graph, evaluation),
        evaluation.seconds(),
        evaluation.imageStepsPerSecond(),
        diagnosis.orElse(null));
  }

  /** The same for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.US,
            "%s: %d images, T = %d (%.1f s, %.0f image-timesteps/s)",
            model,
            images,
            timesteps,
            seconds,
            imageStepsPerSecond));
    if (accuracy != null || agreement != null || outputError != null) {
      lines.addAll(overTime());
    } else {
      lines.add(
          "accuracy: not known; add --labels, or --reference MODEL.onnx for the agreement with the"
              + " trained network");
    }
    if (meanTimesteps < timesteps) {
      lines.add(String.format(Locale.US, "timesteps run per image: %.2f", meanTimesteps));
    }
    lines.addAll(layerTable().lines());
    lines.add(
        String.format(
            Locale.US, "synaptic operations per image: %.4g", synapticOperationsPerImage));
    lines.add(
        String.format(
            Locale.US, "multiply-accumulates per image: %.4g", multiplyAccumulatesPerImage));
    lines.add(
        String.format(
            Locale.US,
            "energy estimate: %.3g of the ANN's (Horowitz 2014, 45 nm: 4.6 pJ a MAC, 0.9 pJ a"
                + " SynOp)",
            energyRelativeToAnn));
    if (diagnosis != null) {
      lines.addAll(diagnosis.lines());
    }
    return lines;
  }

  /** Whatever is known: the first of it as a line, all of it as a table. */
  private List<String> overTime() {
    Map<String, List<Double>> known = new LinkedHashMap<>();
    if (accuracy != null) {
      known.put("accuracy", accuracy);
    }
    if (agreement != null) {
      known.put("agreement", agreement);
    }
    if (outputError != null) {
      known.put("output error", outputError);
    }
    String what = known.keySet().iterator().next();
    List<Double> shares = known.get(what);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.US,
            "%s %s  %s → %s",
            what,
            Sparkline.of(shares, WIDTH),
            percent(shares.get(0)),
            percent(shares.get(shares.size() - 1))));
    TextTable table = new TextTable(row("timesteps", known.keySet().stream()));
    for (int t = 1; t <= timesteps; t++) {
      if (SHOWN.contains(t) || t == timesteps) {
        int index = t - 1;
        table.row(
            row(String.valueOf(t), known.values().stream().map(all -> percent(all.get(index)))));
      }
    }
    if (annAccuracy != null) {
      String accuracyOnly = percent(annAccuracy);
      table.row(
          row("ANN", known.keySet().stream().map(w -> w.equals("accuracy") ? accuracyOnly : "")));
    }
    lines.addAll(table.lines());
    return lines;
  }

  private static String[] row(String first, Stream<String> others) {
    return Stream.concat(Stream.of(first), others).toArray(String[]::new);
  }

  private TextTable layerTable() {
    TextTable table = new TextTable("layer", "neurons", "spikes per image", "firing rate", "");
    double most = firingRates.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    for (int i = 0; i < layers.size(); i++) {
      double rate = firingRates.get(i);
      table.row(
          layers.get(i),
          String.valueOf(neurons.get(i)),
          String.format(Locale.US, "%.0f", rate * neurons.get(i) * meanTimesteps),
          String.format(Locale.US, "%.4f", rate),
          Sparkline.bar(most > 0 ? rate / most : 0, BAR));
    }
    return table;
  }

  private static String percent(double fraction) {
    return String.format(Locale.US, "%.2f %%", 100 * fraction);
  }
}
