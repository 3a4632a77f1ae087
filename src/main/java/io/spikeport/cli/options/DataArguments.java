package io.spikeport.cli.options;

import io.spikeport.data.AxisOrder;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.image.Geometry;
import io.spikeport.snn.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How data is read: shared by every command that reads some. */
public final class DataArguments {

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
  private AxisOrder layout;

  @Option(
      names = "--resize",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "First bring images to this size in pixels: WxH, or N for the shorter side; bilinear, as"
              + " torchvision's Resize (default: as in the model, else none).")
  private Size resize;

  @Option(
      names = "--crop",
      paramLabel = "WxH",
      converter = SizeConverter.class,
      description =
          "Then take the middle of this width and height; N is NxN (default: as in the model, else"
              + " none).")
  private Size crop;

  @Option(
      names = "--scale",
      paramLabel = "F",
      converter = Bounds.Factor.class,
      description =
          "Multiply what is read by F; bytes are read as 0 to 1 (default: as in the model, else"
              + " 1).")
  private Float scale;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "F",
      converter = Bounds.Finite.class,
      description =
          "Then subtract a mean: one number, or one per channel, comma-separated (default: as in"
              + " the model, else 0).")
  private List<Float> mean = List.of();

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "F",
      converter = Bounds.Positive.class,
      description =
          "Then divide by a standard deviation: one number, or one per channel (default: as in the"
              + " model, else 1).")
  private List<Float> std = List.of();

  /** Opens the data as these options say. */
  public Dataset open(Path path) {
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
    return options;
  }

  /** The preprocessing as given, on top of what a model says; an option given replaces its own. */
  public Preprocessing preprocessing(Preprocessing model) {
    return new Preprocessing(
        scale == null ? model.scale() : scale,
        mean.isEmpty() ? model.mean() : mean,
        std.isEmpty() ? model.std() : std,
        geometry(model.geometry()));
  }

  private Geometry geometry(Geometry model) {
    if (resize == null && crop == null) {
      return model;
    }
    List<Integer> size = resize == null ? model.resize() : resize.numbers();
    // A resize to width and height is an end in itself; a crop that was stored goes with its own.
    boolean whole = resize != null && resize.width().isPresent();
    List<Integer> part = whole ? List.of() : model.crop();
    return new Geometry(size, crop == null ? part : crop.both());
  }

  /** What these options change of what a model says, for people; empty if nothing. */
  public Optional<String> overruling(Preprocessing model) {
    Preprocessing given = preprocessing(model);
    return given.equals(model) || model.equals(Preprocessing.NONE)
        ? Optional.empty()
        : Optional.of(
            "note: preprocessing as given, "
                + given.inWords()
                + "; the model was converted with "
                + model.inWords());
  }

  /** Height and width in pixels, or the height alone. */
  record Size(int height, OptionalInt width) {

    List<Integer> numbers() {
      return width.isPresent() ? List.of(height, width.getAsInt()) : List.of(height);
    }

    List<Integer> both() {
      return List.of(height, width.orElse(height));
    }
  }

  /** Reads {@code 224x224} or {@code 224}. */
  static final class SizeConverter implements ITypeConverter<Size> {

    private static final int LARGEST = 8192;

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4})(?:[xX×]([1-9]\\d{0,4}))?");

    @Override
    public Size convert(String text) {
      Matcher matcher = FORM.matcher(text.strip());
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "expected a width and height such as 224x224, or one number, found '" + text + "'");
      }
      int width = Integer.parseInt(matcher.group(1));
      int height = matcher.group(2) == null ? width : Integer.parseInt(matcher.group(2));
      if (Math.max(width, height) > LARGEST) {
        throw new TypeConversionException(
            "expected a width and height from 1 to " + LARGEST + ", found '" + text + "'");
      }
      return new Size(
          height, matcher.group(2) == null ? OptionalInt.empty() : OptionalInt.of(width));
    }
  }
}
