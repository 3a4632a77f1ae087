package io.spikeport.cli;

import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Layout;
import io.spikeport.snn.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How data is read: shared by every command that reads some. */
final class DataArguments {

  @Option(
      names = "--samples",
      paramLabel = "N",
      converter = Bounds.Count.class,
      description =
          "Use N images only: evenly many of each class of a class folder, else the first.")
  private Integer samples;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      converter = Choices.Layouts.class,
      completionCandidates = Choices.Layouts.class,
      description = "Order of an array's axes: ${COMPLETION-CANDIDATES} (default: auto).")
  private Layout layout;

  @Option(
      names = "--resize",
      paramLabel = "WxH",
      converter = SizeConverter.class,
      description = "Resize images of a folder to this width and height, in pixels.")
  private Size resize;

  @Option(
      names = "--scale",
      paramLabel = "F",
      converter = Bounds.Factor.class,
      description = "Multiply what is read by F; bytes are read as 0 to 1.")
  private Float scale;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "F",
      converter = Bounds.Finite.class,
      description = "Then subtract a mean: one number, or one per channel, comma-separated.")
  private List<Float> mean = List.of();

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "F",
      converter = Bounds.Positive.class,
      description = "Then divide by a standard deviation: one number, or one per channel.")
  private List<Float> std = List.of();

  /** Opens the data as these options say. */
  Dataset open(Path path) {
    return Datasets.open(path, options());
  }

  /** The same, for whoever opens the data. */
  DataOptions options() {
    DataOptions options = withoutLimit();
    return samples == null ? options : options.withLimit(samples);
  }

  /** How data is read, without {@code --samples}. */
  DataOptions withoutLimit() {
    DataOptions options = DataOptions.DEFAULT;
    if (layout != null) {
      options = options.withLayout(layout);
    }
    if (resize != null) {
      options = options.withResize(resize.height(), resize.width());
    }
    return options;
  }

  /** The preprocessing, if any was given. */
  Optional<Preprocessing> preprocessing() {
    if (scale == null && mean.isEmpty() && std.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Preprocessing(scale == null ? 1 : scale, mean, std));
  }

  /** Width and height in pixels. */
  record Size(int width, int height) {}

  /** Reads {@code 224x224}, or {@code 224} for a square. */
  static final class SizeConverter implements ITypeConverter<Size> {

    private static final int LARGEST = 8192;

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4})(?:[xX×]([1-9]\\d{0,4}))?");

    @Override
    public Size convert(String text) {
      Matcher matcher = FORM.matcher(text.strip());
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "expected a width and height such as 224x224, found '" + text + "'");
      }
      int width = Integer.parseInt(matcher.group(1));
      int height = matcher.group(2) == null ? width : Integer.parseInt(matcher.group(2));
      if (Math.max(width, height) > LARGEST) {
        throw new TypeConversionException(
            "expected a width and height from 1 to " + LARGEST + ", found '" + text + "'");
      }
      return new Size(width, height);
    }
  }
}
