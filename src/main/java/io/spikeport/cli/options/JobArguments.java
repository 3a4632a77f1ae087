package io.spikeport.cli.options;

import io.spikeport.batch.job.DataSource;
import io.spikeport.batch.job.JobOptions;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.data.DataOptions;
import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.format.ModelFiles;
import io.spikeport.snn.Preprocessing;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The options of a job of {@code batch}: on the command line, and by the same names in job files.
 */
@CommandLine.Command(sortOptions = false)
public final class JobArguments {

  @Option(
      names = "--calibration",
      paramLabel = "DATA",
      description = "Images like those of training, as for convert; read once for all models.")
  private Path calibration;

  @Option(
      names = "--calibration-labels",
      paramLabel = "FILE",
      description = "Classes of the calibration images, for --preset auto to judge by.")
  private Path calibrationLabels;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "Test images: each spiking model is also evaluated on them.")
  private Path data;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Classes of the test images (default: the data's own).")
  private Path labels;

  @Option(
      names = "--test-samples",
      paramLabel = "N",
      converter = Bounds.Count.class,
      description = "Use N test images only, chosen as by --samples, which is for calibration.")
  private Integer testSamples;

  @Option(
      names = "--diagnose",
      description =
          "Also compare each layer's rates with the trained network's activations on the test"
              + " images, for the report.")
  private boolean diagnose;

  @Option(
      names = "--format",
      paramLabel = "SUFFIX",
      defaultValue = "snn",
      description =
          "Format of the spiking models, as for export: snn, snn.json, nir or onnx (default:"
              + " ${DEFAULT-VALUE}).")
  private String format;

  @Option(
      names = "--allow-lossy",
      description = "Write the file even if the format cannot say what changes the result.")
  private boolean allowLossy;

  @ArgGroup(exclusive = false, validate = false, heading = "%nConversion:%n")
  private final ConversionArguments conversion = new ConversionArguments();

  @ArgGroup(exclusive = false, validate = false, heading = "%nData:%n")
  private final DataArguments reading = new DataArguments();

  /**
   * The options, read.
   *
   * @throws UsageException if they contradict each other
   */
  JobOptions options() {
    conversion.requireSensible(
        Optional.ofNullable(calibrationLabels).map(file -> "--calibration-labels"));
    Optional<String> misplaced = forTestImages();
    if (data == null && misplaced.isPresent()) {
      throw new UsageException(
          Problem.mismatch(
              misplaced.get(), "test images to use it for", "none", "add --data, or leave it out"));
    }
    ConversionOptions.Builder options = conversion.options();
    options.preprocessing(reading.preprocessing(Preprocessing.NONE));
    return new JobOptions(
        options.build(),
        conversion.isAuto()
            ? Optional.of(
                new JobOptions.AutoChoice(conversion.maximumDrop(), conversion.mostTimesteps()))
            : Optional.empty(),
        new DataSource(calibration, reading.options(), Optional.ofNullable(calibrationLabels)),
        Optional.ofNullable(data).map(this::test),
        diagnose,
        suffix(),
        allowLossy);
  }

  /** An option that was given and makes sense only with test images. */
  private Optional<String> forTestImages() {
    if (labels != null) {
      return Optional.of("--labels");
    }
    if (testSamples != null) {
      return Optional.of("--test-samples");
    }
    return diagnose ? Optional.of("--diagnose") : Optional.empty();
  }

  private DataSource test(Path images) {
    DataOptions all = reading.withoutLimit();
    return new DataSource(
        images,
        testSamples == null ? all : all.withLimit(testSamples),
        Optional.ofNullable(labels));
  }

  private String suffix() {
    String suffix = format.startsWith(".") ? format : "." + format;
    try {
      ModelFiles.requireFormat(Path.of("model" + suffix));
    } catch (FileException | InvalidPathException e) {
      throw new UsageException(
          Problem.mismatch(
              "--format", "snn, snn.json, nir or onnx", "'" + format + "'", "use one of them"),
          e);
    }
    return suffix;
  }
}
