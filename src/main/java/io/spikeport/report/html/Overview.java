package io.spikeport.report.html;

import io.spikeport.report.Cost;
import io.spikeport.report.ModelResult;
import io.spikeport.report.Report;
import io.spikeport.report.chart.AccuracyChart;
import io.spikeport.report.chart.Drawing;
import io.spikeport.report.chart.Series;
import io.spikeport.report.chart.TrainedNetwork;
import io.spikeport.report.markup.Notation;
import io.spikeport.report.markup.Table;
import io.spikeport.report.markup.Tag;
import io.spikeport.simulation.Evaluation;
import java.util.ArrayList;
import java.util.List;

/** What all models of a report share: a summary, accuracy over time, cost. */
final class Overview {

  private final Report report;
  private final List<ModelResult> measured;
  private final Figure figures;

  Overview(Report report, Figure figures) {
    this.report = report;
    this.measured = report.models().stream().filter(m -> !m.accuracy().isEmpty()).toList();
    this.figures = figures;
  }

  /** Says in a line what the page is about. */
  String lead() {
    String jobs = report.jobs().isEmpty() ? "" : new JobSection(report).count();
    if (report.models().isEmpty()) {
      return jobs;
    }
    return models() + (jobs.isEmpty() ? "" : "; " + jobs);
  }

  private String models() {
    Evaluation first = report.models().get(0).examination().evaluation();
    int models = report.models().size();
    long data = report.models().stream().map(m -> m.origin().data()).distinct().count();
    String images =
        data == 1
            ? Notation.whole(first.images())
                + " images of "
                + report.models().get(0).origin().data().name()
            : data + " data sets";
    return (models == 1 ? "A spiking network" : models + " spiking networks") + " on " + images;
  }

  List<Tag> contents() {
    List<Tag> links = new ArrayList<>();
    if (!report.jobs().isEmpty()) {
      links.add(HtmlReport.link("jobs", "Jobs"));
    }
    if (report.models().isEmpty()) {
      return links;
    }
    links.add(HtmlReport.link("summary", "Summary"));
    if (!measured.isEmpty()) {
      links.add(HtmlReport.link("accuracy", "Accuracy over time"));
    }
    links.add(HtmlReport.link("cost", "Cost"));
    return links;
  }

  List<Tag> sections() {
    List<Tag> sections = new ArrayList<>();
    if (!report.jobs().isEmpty()) {
      sections.add(new JobSection(report).tag());
    }
    if (report.models().isEmpty()) {
      return sections;
    }
    sections.add(section("summary", "Summary").add(summary()));
    if (!measured.isEmpty()) {
      sections.add(accuracy());
    }
    sections.add(cost());
    return sections;
  }

  /** A part of the page under a heading. */
  static Tag section(String id, String heading) {
    return Tag.of("section")
        .attr("id", id)
        .attr("aria-labelledby", id + "-h")
        .add(Tag.of("h2").attr("id", id + "-h").text(heading));
  }

  private Tag summary() {
    Table table =
        new Table(
            "Each model after its last timestep",
            "model",
            "T",
            "accuracy",
            "ANN",
            "to the ANN (points)",
            "SynOps per image",
            "energy / ANN's");
    for (ModelResult model : report.models()) {
      table.row(
          model.name(),
          String.valueOf(model.timesteps()),
          Notation.share(model.finalAccuracy()),
          Notation.share(model.annAccuracy()),
          model.finalAccuracy().isPresent() && model.annAccuracy().isPresent()
              ? Notation.points(
                  model.finalAccuracy().getAsDouble() - model.annAccuracy().getAsDouble())
              : "–",
          Notation.count(model.cost().synapticOperations()),
          Notation.percent(model.cost().relativeEnergy()));
    }
    return table.tag();
  }

  private Tag accuracy() {
    List<Figure.Key> keys = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      ModelResult model = measured.get(i);
      keys.add(
          Figure.Key.line(
              "curve " + Series.line(i),
              model.name()
                  + ": "
                  + Notation.share(model.finalAccuracy())
                  + " at T = "
                  + model.timesteps()));
    }
    TrainedNetwork.of(report.models())
        .forEach(network -> keys.add(Figure.Key.line("ann", network.words())));
    Tag section =
        section("accuracy", "Accuracy over time")
            .add(
                Tag.of("p", "note")
                    .text(
                        "The share of images whose class is right if the run stops after so many"
                            + " timesteps. The dashed line is the trained network."),
                Figure.legend(keys),
                figures.of(
                    "Accuracy against timesteps",
                    description(),
                    Drawing.WIDE,
                    AccuracyChart.whole(measured)));
    AccuracyChart.closeUp(measured)
        .ifPresent(
            chart ->
                section.add(
                    Tag.of("h3").text("The same near the end"),
                    figures.of(
                        "Accuracy against timesteps, close up",
                        description(),
                        Drawing.WIDE,
                        chart)));
    return section.add(accuracyTable().folded());
  }

  private String description() {
    StringBuilder words = new StringBuilder();
    for (ModelResult model : measured) {
      List<Double> accuracy = model.accuracy();
      words
          .append(model.name())
          .append(" goes from ")
          .append(Notation.percent(accuracy.get(0)))
          .append(" after 1 timestep to ")
          .append(Notation.share(model.finalAccuracy()))
          .append(" after ")
          .append(model.timesteps())
          .append(". ");
    }
    return words.toString().strip();
  }

  private Table accuracyTable() {
    int timesteps = measured.stream().mapToInt(ModelResult::timesteps).max().orElseThrow();
    List<String> columns = new ArrayList<>(List.of("timesteps"));
    measured.forEach(model -> columns.add(model.name()));
    Table table = new Table("accuracy after each timestep", columns);
    int every = Math.max(1, timesteps / 100);
    for (int t = 1; t <= timesteps; t++) {
      if (t <= 20 || t % every == 0 || t == timesteps) {
        int row = t;
        table.row(
            String.valueOf(t),
            measured.stream()
                .map(
                    model ->
                        row <= model.accuracy().size()
                            ? Notation.percent(model.accuracy().get(row - 1))
                            : "")
                .toList());
      }
    }
    return table;
  }

  private Tag cost() {
    Table table =
        new Table(
            "Operations and energy per image",
            "model",
            "timesteps run",
            "SynOps",
            "MACs",
            "ANN's MACs",
            "energy estimate (µJ)",
            "ANN's (µJ)",
            "ratio");
    for (ModelResult model : report.models()) {
      Cost cost = model.cost();
      table.row(
          model.name(),
          Notation.number(model.examination().evaluation().meanTimesteps()),
          Notation.count(cost.synapticOperations()),
          Notation.count(cost.multiplyAccumulates()),
          Notation.count(cost.annMultiplyAccumulates()),
          Notation.number(cost.microjoules()),
          Notation.number(cost.annMicrojoules()),
          Notation.percent(cost.relativeEnergy()));
    }
    return section("cost", "Cost")
        .add(
            table.tag(),
            Tag.of("p", "note")
                .text(
                    "Convention: Horowitz 2014, 45 nm, float32: 4.6 pJ for a multiply-accumulate"
                        + " (MAC), 0.9 pJ for a synaptic operation (SynOp: one spike through one"
                        + " synapse, that is one weight; what a pooling or an addition of spikes"
                        + " passes on is one spike). The layers that see the analog input cost"
                        + " MACs, counted once per image; so do layers that take what another layer"
                        + " passes on without a neuron between, for each value whenever it changes."
                        + " Memory traffic, neuron updates and static power are left out, so this"
                        + " compares models and does not predict a chip's consumption."));
  }
}
