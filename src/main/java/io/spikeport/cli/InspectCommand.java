package io.spikeport.cli;

import io.spikeport.calibration.OnnxRuntimeNetwork;
import io.spikeport.calibration.OnnxRuntimeProbe;
import io.spikeport.cli.options.Bounds;
import io.spikeport.cli.options.Choices;
import io.spikeport.cli.options.NirArguments;
import io.spikeport.cli.output.InspectionReport;
import io.spikeport.cli.output.ModelSummary;
import io.spikeport.cli.output.Terminal;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.format.ModelFiles;
import io.spikeport.onnx.Inspection;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spikeport inspect}. */
@CommandLine.Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what is in a model: .onnx (a trained network or a spiking model), .snn, .snn.json or"
          + " .nir.",
      "For .onnx also what would become of every node, and everything that stands in the way; exit"
          + " code 3 if it cannot be converted."
    },
    footer = {"", "Example:", "  spikeport inspect model.onnx"})
final class InspectCommand extends Command {

  @Parameters(index = "0", paramLabel = "FILE", description = "The model.")
  private Path file;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "The ONNX output to look at, where the model has several.")
  private String output;

  @Option(
      names = "--input-shape",
      paramLabel = "N,C,H,W",
      split = ",",
      converter = Bounds.Count.class,
      description =
          "The input's shape, in the model's own order, where the model leaves extents open.")
  private List<Integer> inputShape;

  @Mixin private final NirArguments nir = new NirArguments();

  InspectCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    return ModelFiles.isSpikingModel(file) ? showSpiking() : showOnnx();
  }

  private int showSpiking() {
    ModelSummary summary = ofSpiking(ModelFiles.read(file, nir.options(), this::note));
    if (wantsJson()) {
      printJson(summary);
    } else {
      summary.lines().forEach(this::print);
    }
    return ExitCode.DONE;
  }

  private int showOnnx() {
    OnnxModel model = OnnxModel.read(file);
    ImportOptions options =
        new ImportOptions(Optional.ofNullable(output), Optional.empty(), shape());
    Inspection inspection =
        OnnxRuntimeProbe.importer()
            .inspect(model, options, imported -> OnnxRuntimeNetwork.tryOut(model, imported));
    if (wantsJson()) {
      printJson(new InspectionReport(file.toString(), "ONNX", inspection));
    } else {
      new InspectionReport(file.toString(), "ONNX", inspection).lines().forEach(this::print);
    }
    return inspection.isConvertible() ? ExitCode.DONE : ExitCode.MODEL;
  }

  private Optional<Shape> shape() {
    try {
      return Optional.ofNullable(inputShape).map(Shape::of);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Problem.mismatch(
              "--input-shape",
              "extents of at least 1, such as 1,3,224,224",
              inputShape.toString(),
              ""));
    }
  }

  private ModelSummary ofSpiking(SpikingModel model) {
    List<String> about = new ArrayList<>();
    var defaults = model.defaults();
    about.add(
        String.format(
            Locale.US,
            "runs for T = %d timesteps, readout of %s from timestep %d on",
            defaults.timesteps(),
            Choices.word(defaults.readout()),
            defaults.readoutStart()));
    var from = model.provenance();
    about.add(
        String.format(
            Locale.US,
            "made by %s from %s (SHA-256 %s)",
            from.producer(),
            from.source(),
            from.sourceSha256()));
    if (!from.normalization().isEmpty()) {
      about.add(
          String.format(
              Locale.US,
              "activation scales: %s per %s over %d images",
              from.normalization(),
              from.granularity(),
              from.samples()));
    }
    from.judgment().ifPresent(judgment -> about.add(judgment.inWords()));
    from.approximations().forEach(a -> about.add("approximation: " + a));
    return ModelSummary.of(file, model, about);
  }
}
