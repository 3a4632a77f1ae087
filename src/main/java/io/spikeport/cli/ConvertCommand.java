package io.spikeport.cli;

import io.spikeport.cli.options.ConversionArguments;
import io.spikeport.cli.options.DataArguments;
import io.spikeport.cli.options.OnnxArguments;
import io.spikeport.cli.output.ConversionReport;
import io.spikeport.cli.output.Output;
import io.spikeport.cli.output.Progress;
import io.spikeport.cli.output.Terminal;
import io.spikeport.cli.output.TextTable;
import io.spikeport.conversion.AutoConverter;
import io.spikeport.conversion.CompositionTrial;
import io.spikeport.conversion.Conversion;
import io.spikeport.conversion.ConversionListener;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.Converter;
import io.spikeport.conversion.Decision;
import io.spikeport.data.Dataset;
import io.spikeport.data.Labels;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.format.ModelFiles;
import io.spikeport.format.contract.Export;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.portable.PortableFormat;
import io.spikeport.report.Plausibility;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spikeport convert}. */
@CommandLine.Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Converts a trained network (ONNX) into a spiking model.",
    footer = {
      "",
      "Examples:",
      "  spikeport convert model.onnx --calibration train-images-idx3-ubyte.gz \\",
      "      -o model.snn",
      "  spikeport convert model.onnx --calibration images/ --resize 224x224 \\",
      "      --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --normalization 99.9%%"
    })
final class ConvertCommand extends Command {

  @Parameters(index = "0", paramLabel = "MODEL.onnx", description = "The trained network.")
  private Path model;

  @Option(
      names = "--calibration",
      required = true,
      paramLabel = "DATA",
      description =
          "Images like those of training: IDX (*-ubyte, .gz too), .npy, .npz, a folder of PNG or"
              + " JPEG images, or an ONNX tensor (.pb). No labels are needed.")
  private Path calibration;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Classes of the calibration images, for --preset auto to judge by (default: agreement"
              + " with the trained network).")
  private Path labels;

  @Output
  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description =
          "The spiking model: .snn, .snn.json, .nir or .onnx (default: beside the model, .snn).")
  private Path out;

  @Mixin private final OnnxArguments onnx = new OnnxArguments();

  @Option(names = "--verbose", description = "Say what was decided, and why.")
  private boolean verbose;

  @ArgGroup(exclusive = false, validate = false, heading = "%nConversion:%n")
  private final ConversionArguments conversion = new ConversionArguments();

  @ArgGroup(exclusive = false, validate = false, heading = "%nData:%n")
  private final DataArguments data = new DataArguments();

  ConvertCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    long start = System.nanoTime();
    Path target = target();
    requireSensible(target);
    ConversionOptions.Builder options = conversion.options();
    options.preprocessing(data.preprocessing(Preprocessing.NONE));
    Dataset images = data.open(calibration);
    if (!images.classNames().isEmpty()) {
      Plausibility.ofOneClass(images.labels().orElseThrow(), images.source()).ifPresent(this::tell);
    }
    conversion.requireSensible(Optional.ofNullable(labels).map(file -> "--labels"));
    List<Decision> decisions = new ArrayList<>();
    Conversion converted;
    try (Progress.Stages stages = progress().stages()) {
      converted = convert(options, images, new Listener(stages, decisions));
    }
    if (verbose) {
      decisions.forEach(decision -> tell(decision.toString()));
    }
    onnx.requireReadout(converted.model());
    Export export =
        ModelFiles.prepare(converted.model(), target, onnx.options(FormatOptions.DEFAULT));
    export.write(target);
    export.losses().forEach(loss -> tell("note: " + loss));
    report(converted, target, (System.nanoTime() - start) / 1e9);
    return ExitCode.DONE;
  }

  private Path target() {
    return out == null ? beside(model) : out;
  }

  @Override
  Map<String, Path> unnamedOutputs() {
    return out == null ? Map.of("-o", target()) : Map.of();
  }

  private Conversion convert(
      ConversionOptions.Builder options, Dataset images, ConversionListener listener) {
    if (!conversion.isAuto()) {
      return new Converter(options.build(), listener).convert(model, images);
    }
    Optional<Labels> classes = Optional.ofNullable(labels).map(Labels::read).or(images::labels);
    return new AutoConverter(
            options.build(), conversion.maximumDrop(), conversion.mostTimesteps(), listener)
        .convert(model, images, classes.map(known -> known.matching(images).toList()));
  }

  private void requireSensible(Path target) {
    ModelFiles.requireFormat(target);
    onnx.requireSensible(target);
    if (ModelFiles.isSpikingModel(model)) {
      throw new ModelException(
          Problem.mismatch(
              model.toString(),
              "a trained network",
              "a spiking model",
              "use `spikeport export` to write it in another format"));
    }
  }

  /** The model's own name and folder, with our suffix. */
  private static Path beside(Path model) {
    String name = String.valueOf(model.getFileName());
    String stem =
        name.toLowerCase(Locale.ROOT).endsWith(".onnx")
            ? name.substring(0, name.length() - 5)
            : name;
    return model.resolveSibling(stem + PortableFormat.BINARY.suffix());
  }

  /** Shows progress, tells what was tried, and keeps what was decided. */
  private final class Listener implements ConversionListener {

    private final Progress.Stages stages;
    private final List<Decision> decisions;

    Listener(Progress.Stages stages, List<Decision> decisions) {
      this.stages = stages;
      this.decisions = decisions;
    }

    @Override
    public void calibrated(int done, int total) {
      stages.done("Calibrating", "images", done, total);
    }

    @Override
    public void tuned(int done, int total) {
      stages.done("Tuning", "layers", done, total);
    }

    @Override
    public void decided(Decision decision) {
      decisions.add(decision);
    }

    @Override
    public void tried(CompositionTrial trial) {
      stages.close();
      tell(
          String.format(
              Locale.US,
              "tried T = %d, %s: %.2f ± %.2f points lost, %.3g SynOps per image%s",
              trial.timesteps(),
              trial.composition(),
              trial.drop(),
              trial.uncertainty(),
              trial.synapticOperationsPerImage(),
              trial.keeps() ? ": kept" : ""));
    }
  }

  private void report(Conversion converted, Path target, double seconds) {
    converted.notes().forEach(note -> tell("note: " + note));
    if (wantsJson()) {
      printJson(ConversionReport.of(converted, target, seconds));
      return;
    }
    Provenance provenance = converted.model().provenance();
    print(
        String.format(
            Locale.US,
            "%s: %d neuron layers, %s per %s over %d images, T = %d (%.1f s)",
            target,
            provenance.layers().size(),
            provenance.normalization(),
            provenance.granularity(),
            provenance.samples(),
            converted.model().defaults().timesteps(),
            seconds));
    print(
        String.format(
            Locale.US,
            "parity with ONNX Runtime: largest difference %.2g (relative %.2g)",
            converted.parity().maximumAbsolute(),
            converted.parity().maximumRelative()));
    provenance.judgment().ifPresent(judgment -> print(judgment.inWords()));
    provenance.approximations().forEach(a -> print("approximation: " + a));
    TextTable table = new TextTable("layer", "maximum", "scale");
    for (LayerStatistics layer : provenance.layers()) {
      table.row(
          layer.layer(),
          String.format(Locale.US, "%.4g", layer.maximum()),
          ConversionReport.describe(layer.scale()));
    }
    table.lines().forEach(this::print);
  }
}
