package io.spikeport.benchmark;

import io.spikeport.Fixtures;
import io.spikeport.calibration.Normalization;
import io.spikeport.calibration.ReferencePredictions;
import io.spikeport.conversion.Conversion;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.Converter;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Labels;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.simulation.Energy;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.Evaluator;
import io.spikeport.simulation.contract.SimulationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures accuracy lost by T for every bundled model and preset, on all test images, and writes
 * the tables of {@code docs/fidelity.md}. Calibration: the first 1000 training images, no labels.
 *
 * <p>Arguments: the file to write, then the models to measure (all if none is named).
 */
public final class Fidelity {

  private static final List<Integer> TIMESTEPS = List.of(1, 2, 4, 8, 16, 32, 64);
  private static final int LAST = TIMESTEPS.get(TIMESTEPS.size() - 1);

  private Fidelity() {}

  /** A model with its data set. */
  private record Subject(String model, String data, int count) {

    Dataset calibration() {
      return Datasets.open(file("train-1000-images-idx3-ubyte.gz"), DataOptions.DEFAULT);
    }

    Dataset images() {
      return Datasets.open(file("t10k-images-idx3-ubyte.gz"), DataOptions.DEFAULT).first(count);
    }

    List<Integer> labels() {
      return Labels.read(file("t10k-labels-idx1-ubyte.gz")).toList().subList(0, count);
    }

    private Path file(String name) {
      return Fixtures.FOLDER.resolve(data).resolve(name);
    }
  }

  /** One row of a table: drops and costs by T. */
  private record Row(String preset, List<String> drops, List<String> costs) {}

  public static void main(String... args) throws IOException {
    Path target = Path.of(args[0]);
    int images = Integer.parseInt(args[1]);
    List<String> wanted = List.of(args).subList(2, args.length);
    List<Subject> subjects =
        List.of(
            new Subject("mnist-cnn-avgpool", "mnist", images),
            new Subject("fashion-resnet", "fashion-mnist", images),
            new Subject("mnist-cnn-maxpool", "mnist", images),
            new Subject("fashion-plain", "fashion-mnist", images));
    StringBuilder text = new StringBuilder(Files.readString(Path.of("docs/fidelity-head.md")));
    for (Subject subject : subjects) {
      if (wanted.isEmpty() || wanted.contains(subject.model())) {
        text.append(measure(subject));
        Files.writeString(target, text);
      }
    }
  }

  private static String measure(Subject subject) {
    List<Integer> labels = subject.labels();
    double ann = annAccuracy(subject, labels);
    List<Row> rows = new ArrayList<>();
    rows.add(article(subject, labels, ann, "max"));
    rows.add(article(subject, labels, ann, "99.9%"));
    rows.add(lowLatency(subject, labels, ann, "IF", Firing.PLAIN));
    rows.add(lowLatency(subject, labels, ann, "signed IF", new Firing(true, 1)));
    String header =
        TIMESTEPS.stream().map(t -> " T = " + t).collect(Collectors.joining(" |", "|", " |"));
    String rule = "|---".repeat(TIMESTEPS.size() + 1) + "|";
    return String.format(
            Locale.ROOT,
            "%n## %s%n%n%d test images, ANN %.2f %%. Accuracy lost, in points:%n%n| preset"
                + " %s%n%s%n",
            subject.model(),
            subject.count(),
            ann,
            header,
            rule)
        + rows.stream().map(r -> line(r.preset(), r.drops())).collect(Collectors.joining())
        + String.format(
            Locale.ROOT,
            "%nSynOps per image in millions, and energy relative to the ANN's:%n%n| preset"
                + " %s%n%s%n",
            header,
            rule)
        + rows.stream().map(r -> line(r.preset(), r.costs())).collect(Collectors.joining());
  }

  private static String line(String name, List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| " + name + " | ", " |\n"));
  }

  private static double annAccuracy(Subject subject, List<Integer> labels) {
    OnnxModel model = OnnxModel.read(Fixtures.model(subject.model()));
    ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);
    List<Integer> predictions =
        ReferencePredictions.predict(model, imported, subject.images(), 50, 2, done -> {});
    long correct =
        IntStream.range(0, labels.size())
            .filter(i -> labels.get(i).equals(predictions.get(i)))
            .count();
    return 100.0 * correct / labels.size();
  }

  /** The article's pipeline is one model for all T: it is run once, and read at each T. */
  private static Row article(Subject subject, List<Integer> labels, double ann, String mode) {
    ConversionOptions options =
        ConversionOptions.article().toBuilder()
            .normalization(Normalization.parse(mode, LAST))
            .timesteps(LAST)
            .build();
    Conversion conversion = convert(subject, options);
    Evaluation evaluation = evaluate(subject, conversion, labels, LAST);
    List<String> drops = new ArrayList<>();
    List<String> costs = new ArrayList<>();
    for (int t : TIMESTEPS) {
      drops.add(drop(ann, evaluation.accuracy().orElseThrow().get(t - 1)));
      costs.add(t == LAST ? cost(conversion, evaluation) : "");
    }
    return report(subject, new Row("article, " + mode, drops, costs));
  }

  private static Row lowLatency(
      Subject subject, List<Integer> labels, double ann, String name, Firing firing) {
    List<String> drops = new ArrayList<>();
    List<String> costs = new ArrayList<>();
    for (int t : TIMESTEPS) {
      ConversionOptions options =
          ConversionOptions.lowLatency(t).toBuilder()
              .neurons(new NeuronModel.If(Reset.SOFT, firing))
              .build();
      Conversion conversion = convert(subject, options);
      Evaluation evaluation = evaluate(subject, conversion, labels, t);
      drops.add(drop(ann, evaluation.finalAccuracy().orElseThrow()));
      costs.add(cost(conversion, evaluation));
    }
    return report(subject, new Row("low-latency, " + name, drops, costs));
  }

  private static Conversion convert(Subject subject, ConversionOptions options) {
    return new Converter(options).convert(Fixtures.model(subject.model()), subject.calibration());
  }

  private static Evaluation evaluate(
      Subject subject, Conversion conversion, List<Integer> labels, int timesteps) {
    SimulationOptions options =
        SimulationOptions.of(timesteps)
            .withReadoutStart(conversion.model().defaults().readoutStart());
    return new Evaluator(conversion.model(), options)
        .evaluate(subject.images(), Optional.of(labels));
  }

  private static String drop(double ann, double accuracy) {
    return String.format(Locale.ROOT, "%.2f", ann - 100 * accuracy);
  }

  private static String cost(Conversion conversion, Evaluation evaluation) {
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f)",
        evaluation.synapticOperationsPerImage() / 1e6,
        Energy.relativeToAnn(conversion.model().graph(), evaluation));
  }

  private static Row report(Subject subject, Row row) {
    System.err.println(subject.model() + " " + row);
    return row;
  }
}
