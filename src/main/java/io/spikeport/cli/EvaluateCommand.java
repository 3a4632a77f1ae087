package io.spikeport.cli;

import io.spikeport.calibration.OnnxRuntimeProbe;
import io.spikeport.calibration.ReferenceOutputs;
import io.spikeport.cli.options.Bounds;
import io.spikeport.cli.options.DataArguments;
import io.spikeport.cli.options.NirArguments;
import io.spikeport.cli.options.SimulationArguments;
import io.spikeport.cli.output.DiagnosisReport;
import io.spikeport.cli.output.EvaluationReport;
import io.spikeport.cli.output.Output;
import io.spikeport.cli.output.ReportBuilder;
import io.spikeport.cli.output.Terminal;
import io.spikeport.conversion.ConvertedReference;
import io.spikeport.data.Dataset;
import io.spikeport.data.DigestedDataset;
import io.spikeport.data.Fit;
import io.spikeport.data.Labels;
import io.spikeport.data.ThreadLimit;
import io.spikeport.diagnosis.Diagnoser;
import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.error.BoundException;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.file.AtomicFile;
import io.spikeport.format.ModelFiles;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.report.Plausibility;
import io.spikeport.report.chart.AccuracyCurve;
import io.spikeport.report.chart.AccuracyPlot;
import io.spikeport.report.chart.PlotFormat;
import io.spikeport.report.examine.Examination;
import io.spikeport.report.examine.Examiner;
import io.spikeport.simulation.Evaluator;
import io.spikeport.simulation.OutputComparison;
import io.spikeport.simulation.contract.ImageListener;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.PreprocessedDataset;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.ArgMax;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spikeport evaluate}. */
@CommandLine.Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures spiking models on a data set: accuracy over time, activity, cost.",
    footer = {
      "",
      "Examples:",
      "  spikeport evaluate model.snn --data t10k-images-idx3-ubyte.gz \\",
      "      --labels t10k-labels-idx1-ubyte.gz --reference model.onnx \\",
      "      --plot accuracy.png",
      "  spikeport evaluate a.snn b.snn --data images/ -T 32 --json"
    })
final class EvaluateCommand extends Command {

  @Parameters(arity = "1..*", paramLabel = "MODEL", description = "Spiking models.")
  private List<Path> models;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "Images: IDX (*-ubyte, .gz too), .npy, .npz, a folder of PNG or JPEG images"
              + " (sub-folder = class), or an ONNX tensor (.pb).")
  private Path dataPath;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Classes: IDX, .npy, or text with one number a line (default: the data's own).")
  private Path labelsPath;

  @Option(
      names = "--reference",
      paramLabel = "MODEL.onnx",
      description =
          "Also run the trained network, by ONNX Runtime, on the same images: its accuracy, how"
              + " often the models agree with it, and the error of their output relative to its.")
  private Path reference;

  @Option(
      names = "--diagnose",
      description =
          "Also compare each layer's rates with the activations of --reference: how large its error"
              + " is, what causes it, and where the damage starts.")
  private boolean diagnose;

  @Output
  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "Draw accuracy against timesteps: .png, .svg or .pdf, as the suffix says; the last two as"
              + " vectors.")
  private Path plot;

  @Output
  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "Write a page on everything: accuracy over time, layers, wrong answers, cost, how to"
              + " repeat it. With --diagnose also where accuracy is lost.")
  private Path report;

  @Option(
      names = "--min-accuracy",
      paramLabel = "F",
      converter = Bounds.Fraction.class,
      description = "Exit with 5 if the accuracy after the last timestep is below F (0 to 1).")
  private Double minimumAccuracy;

  @Option(names = "--verbose", description = "Say how the models are run, and why.")
  private boolean verbose;

  @ArgGroup(exclusive = false, validate = false, heading = "%nSimulation:%n")
  private final SimulationArguments simulation = new SimulationArguments();

  @ArgGroup(exclusive = false, validate = false, heading = "%nData:%n")
  private final DataArguments data = new DataArguments();

  @Mixin private final NirArguments nir = new NirArguments();

  EvaluateCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    return ThreadLimit.call(simulation.threads(), this::evaluate);
  }

  private int evaluate() {
    requireSensible();
    List<SpikingModel> stored =
        models.stream().map(file -> ModelFiles.read(file, nir.options(), this::note)).toList();
    stored.forEach(model -> data.overruling(model.preprocessing()).ifPresent(this::tell));
    List<SpikingModel> loaded = stored.stream().map(this::used).toList();
    Dataset read = data.open(dataPath);
    Optional<List<Integer>> labels = labels(read, loaded);
    List<DigestedDataset> fitted = fitted(read, loaded);
    DigestedDataset images = fitted.get(0);
    Optional<Reference> ann = reference(loaded.get(0), images);
    boolean classifies = Judgment.isClassVector(loaded.get(0).outputShape());
    Optional<List<float[]>> annOutputs =
        ann.filter(known -> classifies).map(known -> annOutputs(known, images, loaded.get(0)));
    Optional<List<Integer>> annPredictions =
        annOutputs.map(outputs -> outputs.stream().map(ArgMax::of).toList());
    annPredictions
        .flatMap(answers -> labels.flatMap(known -> Plausibility.atChance(answers, known)))
        .ifPresent(this::tell);
    OptionalDouble annAccuracy =
        annPredictions.isPresent() && labels.isPresent()
            ? OptionalDouble.of(agreement(annPredictions.get(), labels.get()))
            : OptionalDouble.empty();
    ReportBuilder page =
        new ReportBuilder(labels, ann.map(Reference::onnx), annAccuracy, simulation.engine());
    List<EvaluationReport> reports = new ArrayList<>();
    for (int i = 0; i < loaded.size(); i++) {
      SpikingModel model = loaded.get(i);
      String name = name(i);
      SimulationOptions options = simulation.options(model.defaults(), Recording.NONE);
      if (verbose) {
        simulation.explain(model.defaults()).forEach(words -> tell(name + ": " + words));
        boolean own = model.preprocessing().equals(stored.get(i).preprocessing());
        tell(
            name
                + ": preprocessing "
                + model.preprocessing().inWords()
                + (own ? " (the model's own)" : " (given)"));
      }
      Compared compared =
          compare(
              model,
              options,
              fitted.get(i),
              labels,
              ann,
              annOutputs.filter(any -> readsLogits(model) == readsLogits(loaded.get(0))),
              annPredictions);
      Optional<Diagnosis> diagnosis =
          diagnose
              ? Optional.of(diagnose(model, options, ann.orElseThrow(), fitted.get(i)))
              : Optional.empty();
      reports.add(
          EvaluationReport.of(
              models.get(i),
              model.graph(),
              compared.examination().evaluation(),
              annAccuracy,
              compared.outputs(),
              diagnosis.map(DiagnosisReport::of)));
      if (report != null) {
        page.add(
            name, models.get(i), model, fitted.get(i), options, compared.examination(), diagnosis);
      }
    }
    if (plot != null) {
      AccuracyPlot.write(
          plot,
          "Accuracy over " + images.size() + " images",
          IntStream.range(0, reports.size())
              .mapToObj(i -> new AccuracyCurve(name(i), reports.get(i).accuracy(), annAccuracy))
              .toList());
    }
    if (report != null) {
      page.write(report, spec().commandLine().getParseResult().originalArgs());
    }
    if (wantsJson()) {
      printJson(reports.size() == 1 ? reports.get(0) : new Reports(reports));
    } else {
      reports.forEach(report -> report.lines().forEach(this::print));
    }
    requireAccuracy(reports);
    return ExitCode.DONE;
  }

  /** What {@code --json} prints for several models. */
  private record Reports(List<EvaluationReport> models) {}

  private void requireSensible() {
    Optional.ofNullable(plot).ifPresent(PlotFormat::of);
    Optional.ofNullable(plot).ifPresent(AtomicFile::requireWritable);
    Optional.ofNullable(report).ifPresent(AtomicFile::requireWritable);
    if (diagnose && simulation.sequence()) {
      throw new UsageException(
          Problem.mismatch("--diagnose", "images that are no --sequence", "both", "leave out one"));
    }
    if (diagnose && reference == null) {
      throw new UsageException(
          Problem.mismatch(
              "--diagnose",
              "the network that was converted, to compare with",
              "none",
              "add --reference MODEL.onnx"));
    }
  }

  private Optional<List<Integer>> labels(Dataset images, List<SpikingModel> loaded) {
    for (SpikingModel model : loaded) {
      if (!Judgment.isClassVector(model.outputShape())) {
        requireNoAccuracy(model);
        return Optional.empty();
      }
    }
    Optional<Labels> given =
        labelsPath == null ? images.labels() : Optional.of(Labels.read(labelsPath));
    if (given.isEmpty() && (minimumAccuracy != null || plot != null)) {
      throw new UsageException(
          Problem.mismatch(
              minimumAccuracy != null ? "--min-accuracy" : "--plot",
              "labels to measure an accuracy with",
              "none",
              "add --labels"));
    }
    Optional<Labels> matching = given.map(labels -> labels.matching(images));
    matching
        .flatMap(labels -> Plausibility.ofOneClass(labels, images.source()))
        .ifPresent(this::tell);
    return matching.map(Labels::toList);
  }

  private void requireNoAccuracy(SpikingModel model) {
    for (var option :
        List.of(
            Map.entry("--labels", labelsPath != null),
            Map.entry("--min-accuracy", minimumAccuracy != null),
            Map.entry("--plot", plot != null))) {
      if (option.getValue()) {
        throw new UsageException(
            Problem.mismatch(
                option.getKey(),
                "a model that puts out a score for each class",
                "an output of shape " + model.outputShape(),
                "leave it out, and add --reference MODEL.onnx for the output's error"));
      }
    }
  }

  /** The trained network: as it is in its file, and as a graph. */
  private record Reference(OnnxModel onnx, ImportedModel imported) {}

  private Optional<Reference> reference(SpikingModel model, Dataset images) {
    if (reference == null) {
      return Optional.empty();
    }
    OnnxModel onnx = OnnxModel.read(reference);
    // The output that was converted, where the network has several.
    List<String> words = model.provenance().options();
    int at = words.indexOf("--output");
    ImportOptions options =
        new ImportOptions(
            at < 0 ? Optional.empty() : Optional.of(words.get(at + 1)),
            Optional.of(images.sampleShape()));
    return Optional.of(new Reference(onnx, OnnxRuntimeProbe.importer().importModel(onnx, options)));
  }

  private List<float[]> annOutputs(Reference ann, Dataset images, SpikingModel model) {
    return progress()
        .during(
            "Reference",
            "images",
            images.size(),
            done -> {
              List<float[]> outputs = new ArrayList<>();
              try (ReferenceOutputs all = outputs(ann, images, model)) {
                while (outputs.size() < images.size()) {
                  outputs.add(all.get(outputs.size()));
                  done.accept(outputs.size());
                }
              }
              return outputs;
            });
  }

  private ReferenceOutputs outputs(Reference ann, Dataset images, SpikingModel model) {
    return new ReferenceOutputs(
        ann.onnx(),
        ann.imported(),
        ReferenceOutputs.value(ann.imported(), readsLogits(model)),
        new PreprocessedDataset(images, model.preprocessing()),
        simulation.batch(),
        simulation.threads());
  }

  private static double agreement(List<Integer> predictions, List<Integer> labels) {
    long correct =
        IntStream.range(0, predictions.size())
            .filter(i -> predictions.get(i).equals(labels.get(i)))
            .count();
    return (double) correct / predictions.size();
  }

  /** The images as each model wants them; models that want the same share them. */
  private List<DigestedDataset> fitted(Dataset read, List<SpikingModel> loaded) {
    Map<Fit, DigestedDataset> known = new HashMap<>();
    Consumer<String> notes = note -> tell("note: " + note);
    return loaded.stream()
        .map(
            model ->
                new Fit(
                    model.graph().input().shape().toList(),
                    model.preprocessing().geometry(),
                    notes))
        .map(fit -> known.computeIfAbsent(fit, any -> new DigestedDataset(read.fitted(fit))))
        .toList();
  }

  /** With what the command line says of preprocessing. */
  private SpikingModel used(SpikingModel model) {
    return model.with(data.preprocessing(model.preprocessing()));
  }

  private static boolean readsLogits(SpikingModel model) {
    return model.defaults().readout() == Readout.LOGITS && model.head().isEmpty();
  }

  /** What was found of a model, and beside the trained network if there is one. */
  private record Compared(Examination examination, Optional<OutputComparison> outputs) {}

  /**
   * @param annOutputs the trained network's outputs, if they are known: those that are no scores
   *     are computed on the way, since they may be large
   */
  private Compared compare(
      SpikingModel model,
      SimulationOptions options,
      Dataset images,
      Optional<List<Integer>> labels,
      Optional<Reference> ann,
      Optional<List<float[]>> annOutputs,
      Optional<List<Integer>> annPredictions) {
    if (ann.isEmpty()) {
      return new Compared(
          examine(model, options, images, labels, annPredictions, result -> {}), Optional.empty());
    }
    requireSameOutput(model, ann.get());
    SimulationOptions recording = OutputComparison.recording(model, options);
    Optional<ReferenceOutputs> streamed =
        annOutputs.isPresent() ? Optional.empty() : Optional.of(outputs(ann.get(), images, model));
    try {
      OutputComparison comparison =
          new OutputComparison(
              model,
              recording,
              index ->
                  annOutputs.isPresent()
                      ? annOutputs.get().get(index)
                      : streamed.orElseThrow().get(index));
      Examination examination =
          examine(model, recording, images, labels, annPredictions, comparison);
      return new Compared(examination, Optional.of(comparison));
    } finally {
      streamed.ifPresent(ReferenceOutputs::close);
    }
  }

  private void requireSameOutput(SpikingModel model, Reference ann) {
    int expected = model.outputShape().size();
    int found = ann.imported().graph().outputShape().size();
    if (found != expected) {
      throw new UsageException(
          Problem.mismatch(
              reference.toString(),
              "the network that was converted, with " + expected + " outputs",
              found + " outputs",
              "give the ONNX file that '" + model.provenance().source() + "' names"));
    }
  }

  private Examination examine(
      SpikingModel model,
      SimulationOptions options,
      Dataset images,
      Optional<List<Integer>> labels,
      Optional<List<Integer>> annPredictions,
      ImageListener results) {
    return progress()
        .during(
            "Simulating",
            "images",
            images.size(),
            done -> {
              ProgressListener listener = (simulated, total) -> done.accept(simulated);
              if (report != null) {
                return new Examiner(model, options, simulation.engine())
                    .examine(images, labels, annPredictions, listener, results);
              }
              return Examination.of(
                  new Evaluator(model, options, simulation.engine())
                      .evaluate(images, labels, images.size(), listener, results));
            });
  }

  private Diagnosis diagnose(
      SpikingModel model, SimulationOptions options, Reference ann, Dataset images) {
    Diagnoser diagnoser =
        new Diagnoser(
            model, ann.onnx(), ConvertedReference.of(ann.imported(), model.coding()), options);
    return progress()
        .during(
            "Diagnosing",
            "images",
            images.size(),
            done ->
                diagnoser.diagnose(
                    images, images.size(), (diagnosed, total) -> done.accept(diagnosed)));
  }

  /**
   * What the plot and the page call a model: its file's name, or all of its path if others share
   * it.
   */
  private String name(int index) {
    String stem = stem(models.get(index));
    long namesakes = models.stream().filter(other -> stem(other).equals(stem)).count();
    return namesakes > 1 ? models.get(index).toString() : stem;
  }

  private static String stem(Path model) {
    return String.valueOf(model.getFileName()).replaceFirst("(?i)\\.snn(\\.json)?$", "");
  }

  private void requireAccuracy(List<EvaluationReport> reports) {
    if (minimumAccuracy == null) {
      return;
    }
    List<Problem> missed = new ArrayList<>();
    for (EvaluationReport report : reports) {
      double reached = report.accuracy().get(report.accuracy().size() - 1);
      if (reached < minimumAccuracy) {
        missed.add(
            Problem.mismatch(
                report.model(),
                String.format(Locale.US, "an accuracy of at least %.4f", minimumAccuracy),
                String.format(Locale.US, "%.4f after %d timesteps", reached, report.timesteps()),
                "use more timesteps or another --preset"));
      }
    }
    if (!missed.isEmpty()) {
      throw new BoundException(missed);
    }
  }
}
