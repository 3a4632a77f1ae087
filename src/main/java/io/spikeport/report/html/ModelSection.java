package io.spikeport.report.html;

import io.spikeport.diagnosis.Advice;
import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.diagnosis.LayerDiagnosis;
import io.spikeport.report.ActivationSummary;
import io.spikeport.report.ModelResult;
import io.spikeport.report.chart.ConfusionChart;
import io.spikeport.report.chart.DiagnosisChart;
import io.spikeport.report.chart.Drawing;
import io.spikeport.report.chart.HistogramChart;
import io.spikeport.report.chart.OutputChart;
import io.spikeport.report.chart.RasterChart;
import io.spikeport.report.chart.RateChart;
import io.spikeport.report.examine.Confusion;
import io.spikeport.report.examine.Mistake;
import io.spikeport.report.examine.Picture;
import io.spikeport.report.examine.Raster;
import io.spikeport.report.markup.Notation;
import io.spikeport.report.markup.Table;
import io.spikeport.report.markup.Tag;
import io.spikeport.report.markup.Text;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.contract.LayerActivity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Everything about one model. */
final class ModelSection {

  private final ModelResult model;
  private final String id;
  private final Figure figures;

  ModelSection(ModelResult model, String id, Figure figures) {
    this.model = model;
    this.id = id;
    this.figures = figures;
  }

  Tag tag() {
    Tag section = Overview.section(id, model.name()).add(tiles());
    Tag columns = Tag.of("div", "columns").add(rates());
    model.diagnosis().ifPresent(diagnosis -> columns.add(diagnosis(diagnosis)));
    section.add(columns);
    if (model.activations().stream().anyMatch(layer -> layer.histogram().isPresent())) {
      section.add(histograms());
    }
    model.examination().raster().ifPresent(raster -> section.add(raster(raster)));
    model.examination().confusion().ifPresent(confusion -> section.addAll(answers(confusion)));
    return section;
  }

  private static Tag part(String heading, Tag... content) {
    return Tag.of("div", "part").add(Tag.of("h3").text(heading)).add(content);
  }

  private Tag tiles() {
    Evaluation evaluation = model.examination().evaluation();
    Tag tiles = Tag.of("dl", "tiles");
    OptionalDouble accuracy = model.finalAccuracy();
    if (accuracy.isPresent()) {
      String versus =
          model.annAccuracy().isPresent()
              ? Notation.points(accuracy.getAsDouble() - model.annAccuracy().getAsDouble())
                  + " points to the ANN"
              : "no ANN to compare with";
      tile(tiles, "accuracy", Notation.percent(accuracy.getAsDouble()), versus);
    }
    tile(
        tiles,
        "timesteps",
        String.valueOf(evaluation.timesteps()),
        evaluation.meanTimesteps() < evaluation.timesteps()
            ? Notation.number(evaluation.meanTimesteps()) + " run on average"
            : "all run");
    tile(
        tiles,
        "SynOps per image",
        Notation.count(evaluation.synapticOperationsPerImage()),
        Notation.count(model.cost().annMultiplyAccumulates()) + " MACs in the ANN");
    tile(
        tiles,
        "energy estimate",
        Notation.percent(model.cost().relativeEnergy()),
        "of the ANN's, see Cost");
    return tiles;
  }

  private static void tile(Tag tiles, String name, String value, String note) {
    tiles.add(
        Tag.of("div")
            .add(
                Tag.of("dt").text(name),
                Tag.of("dd", "big").text(value),
                Tag.of("dd", "small").text(note)));
  }

  private Tag rates() {
    List<LayerActivity> layers = model.examination().evaluation().layers();
    Table table = new Table("firing rates", "layer", "neurons", "spikes per neuron and timestep");
    layers.forEach(
        layer ->
            table.row(
                layer.layer(),
                Notation.whole(layer.neurons()),
                Notation.number(layer.firingRate())));
    return part(
        "Firing rates",
        Tag.of("p", "note").text("Spikes per neuron and timestep, mean over all images."),
        figures.of(
            "Firing rate of each layer",
            "A bar for each of " + layers.size() + " layers.",
            Drawing.HALF,
            new RateChart(layers)),
        table.folded());
  }

  private Tag diagnosis(Diagnosis diagnosis) {
    Tag part =
        part(
            "Where accuracy is lost",
            Tag.of("p", "note")
                .text(
                    "Each layer's rates against the activations that they stand for, over "
                        + Notation.whole(diagnosis.images())
                        + " images. The mark is the layer's relative error; the bars are its parts"
                        + " by cause."),
            Figure.legend(
                List.of(
                    Figure.Key.area("f1", "clipping"),
                    Figure.Key.area("f2", "quantization"),
                    Figure.Key.area("f3", "unevenness"),
                    Figure.Key.line("total", "error"))),
            figures.of(
                "Error of each layer by cause",
                start(diagnosis),
                Drawing.HALF,
                new DiagnosisChart(diagnosis.layers())),
            Tag.of("p", "finding").text(start(diagnosis)));
    diagnosis.notes().forEach(note -> part.add(Tag.of("p", "note").text("Note: " + note)));
    return part.add(diagnosisTable(diagnosis).folded());
  }

  private static String start(Diagnosis diagnosis) {
    return diagnosis
        .damage()
        .map(
            damage -> {
              LayerDiagnosis layer = diagnosis.layer(damage.layer());
              return "Damage starts at "
                  + damage.layer()
                  + ": error "
                  + Notation.percent(damage.error())
                  + " after "
                  + Notation.percent(damage.errorBefore())
                  + " before, mainly "
                  + layer.mainCause().name().toLowerCase(Locale.ROOT)
                  + "; "
                  + Advice.on(damage, layer)
                  + ".";
            })
        .orElse("No damage: all rates are exact.");
  }

  private static Table diagnosisTable(Diagnosis diagnosis) {
    Table table =
        new Table(
            "diagnosis of each layer",
            "layer",
            "correlation",
            "error",
            "mean error",
            "clipping",
            "quantization",
            "unevenness",
            "saturated",
            "silent");
    for (LayerDiagnosis layer : diagnosis.layers()) {
      table.row(
          layer.layer(),
          layer.correlation().isPresent()
              ? String.format(Locale.US, "%.4f", layer.correlation().getAsDouble())
              : "–",
          Notation.percent(layer.error()),
          String.format(Locale.US, "%+.2f %%", 100 * layer.meanError()),
          Notation.percent(layer.clipping()),
          Notation.percent(layer.quantization()),
          Notation.percent(layer.unevenness()),
          Notation.percent(layer.saturated()),
          Notation.percent(layer.silent()));
    }
    return table;
  }

  private Tag histograms() {
    Tag grid = Tag.of("div", "grid");
    Table table =
        new Table(
            "activations and scales",
            "layer",
            "maximum",
            "mean",
            "scales",
            "smallest s",
            "median s",
            "largest s");
    for (ActivationSummary layer : model.activations()) {
      table.row(
          layer.layer(),
          Notation.number(layer.maximum()),
          Notation.number(layer.mean()),
          String.valueOf(layer.scales()),
          Notation.number(layer.leastScale()),
          Notation.number(layer.medianScale()),
          Notation.number(layer.mostScale()));
      layer
          .histogram()
          .ifPresent(
              histogram -> {
                HistogramChart chart = new HistogramChart(layer, histogram);
                grid.add(
                    Tag.of("figure")
                        .add(
                            Tag.of("figcaption")
                                .add(
                                    Tag.of("span", "name").text(layer.layer()),
                                    Tag.of("span", "note").text(chart.caption())),
                            figures.of(
                                "Activations of " + layer.layer(),
                                chart.caption(),
                                Drawing.NARROW,
                                chart)));
              });
    }
    return part(
        "Activations and activation scales",
        Tag.of("p", "note")
            .text(
                "How often the trained network's activations had which size over the calibration"
                    + " images (zeros left out, counts on a logarithmic scale), and the activation"
                    + " scale s, the value of a neuron that fires in every timestep; where each"
                    + " channel has its own, the median and the range."),
        grid,
        table.folded());
  }

  private Tag raster(Raster raster) {
    Tag part =
        part(
            "Spikes over time",
            Tag.of("p", "note")
                .text(
                    "Image "
                        + raster.image()
                        + " of the data set; a row is a neuron, a mark a spike. Up to "
                        + raster.layers().stream().mapToInt(l -> l.trains().size()).max().orElse(0)
                        + " neurons of each layer, evenly chosen from those that fire."));
    raster.picture().ifPresent(picture -> part.add(image(picture, "image " + raster.image())));
    return part.add(
        figures.of(
            "Spikes of some neurons of each layer over time",
            raster.timesteps() + " timesteps of " + raster.layers().size() + " layers.",
            Drawing.WIDE,
            new RasterChart(raster)));
  }

  private static Tag image(Picture picture, String words) {
    return Tag.of("img", picture.width() <= 64 ? "sample pixels" : "sample")
        .attr("src", "data:image/png;base64," + picture.png())
        .attr("width", 84)
        .attr("height", Math.max(1, Math.round(84f * picture.height() / picture.width())))
        .attr("alt", words);
  }

  private List<Tag> answers(Confusion confusion) {
    List<Tag> parts = new ArrayList<>();
    Tag matrix =
        part("Which class is taken for which", Tag.of("p", "note").text(rightAnswers(confusion)));
    Tag columns = Tag.of("div", "columns");
    if (confusion.classes() <= ConfusionChart.MOST_CLASSES) {
      columns.add(
          figures.of(
              "Confusion matrix",
              rightAnswers(confusion),
              Drawing.HALF,
              new ConfusionChart(confusion)));
    }
    if (!model.examination().mistakes().isEmpty()) {
      columns.add(confusions(confusion).tag());
    }
    parts.add(matrix.add(columns));
    if (!model.examination().mistakes().isEmpty()) {
      parts.add(mistakes(confusion));
    }
    return parts;
  }

  private String rightAnswers(Confusion confusion) {
    int right =
        confusion.cells().stream()
            .filter(cell -> cell.label() == cell.prediction())
            .mapToInt(Confusion.Cell::images)
            .sum();
    return Notation.whole(right)
        + " of "
        + Notation.whole(model.examination().evaluation().images())
        + " images are right after the last timestep.";
  }

  private static Table confusions(Confusion confusion) {
    Table table = new Table("The most frequent confusions", "label", "predicted", "images");
    confusion.cells().stream()
        .filter(cell -> cell.label() != cell.prediction())
        .sorted(Comparator.comparing(cell -> -cell.images()))
        .limit(15)
        .forEach(
            cell ->
                table.row(
                    confusion.name(cell.label()),
                    confusion.name(cell.prediction()),
                    Notation.whole(cell.images())));
    return table;
  }

  private Tag mistakes(Confusion names) {
    Tag grid = Tag.of("div", "grid");
    for (Mistake mistake : model.examination().mistakes()) {
      String words =
          "label "
              + names.name(mistake.label())
              + ", predicted "
              + names.name(mistake.prediction());
      Tag heading =
          Tag.of("div")
              .add(
                  Tag.of("p", "name").text("image " + mistake.image()),
                  Tag.of("p")
                      .add(
                          Tag.of("span", "t2").text("label " + names.name(mistake.label())),
                          new Text(", "),
                          Tag.of("span", "t1")
                              .text("predicted " + names.name(mistake.prediction()))));
      mistake
          .annPrediction()
          .ifPresent(
              ann ->
                  heading.add(
                      Tag.of("p", "note")
                          .text(
                              mistake.annIsRight()
                                  ? "lost by the conversion: the ANN is right"
                                  : "the ANN says " + names.name(ann))));
      Tag caption = Tag.of("figcaption", "mistake");
      mistake.picture().ifPresent(picture -> caption.add(image(picture, words)));
      grid.add(
          Tag.of("figure")
              .add(
                  caption.add(heading),
                  figures.of(
                      "Output over time for image " + mistake.image(),
                      words,
                      Drawing.NARROW,
                      new OutputChart(mistake, names))));
    }
    return part(
        "Some wrong answers",
        Tag.of("p", "note")
            .text(
                "The output of each class, averaged over the timesteps so far; images that the"
                    + " trained network gets right come first."),
        grid);
  }
}
