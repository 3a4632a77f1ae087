package io.spikeport.cli;

import io.spikeport.conversion.AutoConverter;
import io.spikeport.conversion.Conversion;
import io.spikeport.conversion.ConversionListener;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.Converter;
import io.spikeport.conversion.Trial;
import io.spikeport.data.Dataset;
import io.spikeport.data.Labels;
import io.spikeport.format.ModelFiles;
import io.spikeport.format.portable.PortableFormat;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Provenance;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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
      "  spikeport convert model.onnx --calibration train-images-idx3-ubyte.gz -o model.snn",
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

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "The spiking model: .snn or .snn.json (default: beside the model, .snn).")
  private Path out;

  @ArgGroup(exclusive = false, validate = false, heading = "%nConversion:%n")
  private final ConversionArguments conversion = new ConversionArguments();

  @ArgGroup(exclusive = false, validate = false, heading = "%nData:%n")
  private final DataArguments data = new DataArguments();

  ConvertCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Path target = out == null ? beside(model) : out;
    ModelFiles.requireFormat(target);
    ConversionOptions.Builder options = conversion.options();
    data.preprocessing().ifPresent(options::preprocessing);
    Dataset images = data.open(calibration);
    conversion.requireSensible(Optional.ofNullable(labels).map(file -> "--labels"));
    Conversion converted =
        progress()
            .during("Calibrating", "images", images.size(), done -> convert(options, images, done));
    ModelFiles.write(converted.model(), target);
    report(converted, target, (System.nanoTime() - start) / 1e9);
    return ExitCode.DONE;
  }

  private Conversion convert(ConversionOptions.Builder options, Dataset images, IntConsumer done) {
    ConversionListener listener = listener(done);
    if (!conversion.isAuto()) {
      return new Converter(options.build(), listener).convert(model, images);
    }
    Optional<Labels> classes = Optional.ofNullable(labels).map(Labels::read).or(images::labels);
    return new AutoConverter(
            options.build(), conversion.maximumDrop(), conversion.mostTimesteps(), listener)
        .convert(model, images, classes.map(known -> known.matching(images).toList()));
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

  private ConversionListener listener(IntConsumer progress) {
    return new ConversionListener() {
      @Override
      public void calibrated(int done, int total) {
        progress.accept(done);
      }

      @Override
      public void tried(Trial trial) {
        tell(
            String.format(
                Locale.ROOT,
                "tried T = %d, %s: %.2f points lost, %.3g SynOps per image%s",
                trial.timesteps(),
                trial.composition(),
                trial.drop(),
                trial.synapticOperationsPerImage(),
                trial.keeps() ? ": kept" : ""));
      }
    };
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
            Locale.ROOT,
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
            Locale.ROOT,
            "parity with ONNX Runtime: largest difference %.2g (relative %.2g)",
            converted.parity().maximumAbsolute(),
            converted.parity().maximumRelative()));
    provenance.approximations().forEach(a -> print("approximation: " + a));
    TextTable table = new TextTable("layer", "maximum", "scale");
    for (LayerStatistics layer : provenance.layers()) {
      table.row(
          layer.layer(),
          String.format(Locale.ROOT, "%.4g", layer.maximum()),
          ConversionReport.describe(layer.scale()));
    }
    table.lines().forEach(this::print);
  }
}
