package io.spikeport.cli.output;

import io.spikeport.data.DigestedDataset;
import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.file.ContentHash;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.report.ModelResult;
import io.spikeport.report.Origin;
import io.spikeport.report.Report;
import io.spikeport.report.RunSettings;
import io.spikeport.report.examine.Examination;
import io.spikeport.report.html.HtmlReport;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.Producer;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Gathers what {@code evaluate --report} puts into a page. */
public final class ReportBuilder {

  private final Optional<List<Integer>> labels;
  private final Optional<OnnxModel> reference;
  private final OptionalDouble annAccuracy;
  private final Engine engine;
  private final List<ModelResult> results = new ArrayList<>();

  public ReportBuilder(
      Optional<List<Integer>> labels,
      Optional<OnnxModel> reference,
      OptionalDouble annAccuracy,
      Engine engine) {
    this.labels = labels;
    this.reference = reference;
    this.annAccuracy = annAccuracy;
    this.engine = engine;
  }

  /**
   * Adds a result.
   *
   * @param model as it was run
   * @param images as it wants them
   */
  public void add(
      String name,
      Path file,
      SpikingModel model,
      DigestedDataset images,
      SimulationOptions options,
      Examination examination,
      Optional<Diagnosis> diagnosis) {
    Origin origin =
        new Origin(
            new Origin.FileDigest(file.toString(), ContentHash.of(file)),
            Origin.Conversion.of(model.provenance()),
            new Origin.FileDigest(images.source(), images.sha256()),
            labels.map(DigestedDataset::sha256),
            reference.map(onnx -> new Origin.FileDigest(onnx.path().toString(), onnx.sha256())),
            settings(model, options));
    results.add(ModelResult.of(name, model, origin, examination, annAccuracy, diagnosis));
  }

  private List<Origin.Setting> settings(SpikingModel model, SimulationOptions options) {
    List<Origin.Setting> settings = new ArrayList<>(RunSettings.of(model, options, engine));
    settings.add(
        new Origin.Setting(
            "no influence on results",
            "batch " + options.batch() + ", " + options.threads() + " threads"));
    return settings;
  }

  private String title() {
    return results.size() == 1
        ? results.get(0).name() + ": spiking network report"
        : "Spiking network report";
  }

  /**
   * Writes the page.
   *
   * @param command the command line, one word each
   */
  public void write(Path html, List<String> command) {
    HtmlReport.write(html, new Report(title(), Producer.NAME, command, results));
  }
}
