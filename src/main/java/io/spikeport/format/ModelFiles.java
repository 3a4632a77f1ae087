package io.spikeport.format;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.ForeignFile;
import io.spikeport.format.contract.Export;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.Loss;
import io.spikeport.format.contract.ModelFormat;
import io.spikeport.format.nir.NirFormat;
import io.spikeport.format.onnx.OnnxFormat;
import io.spikeport.format.portable.PortableFormat;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads and writes files of spiking models; the suffix of the name picks the format. */
public final class ModelFiles {

  private static final List<ModelFormat> FORMATS =
      List.of(
          portable(PortableFormat.BINARY),
          portable(PortableFormat.JSON),
          new NirFormat(),
          new OnnxFormat());

  private ModelFiles() {}

  /**
   * Whether a file is a spiking model, by the suffix of its name; an ONNX file, which may also be a
   * network to be converted, by what it holds. False if it cannot be read.
   */
  public static boolean isSpikingModel(Path file) {
    return format(file)
        .filter(format -> !(format instanceof OnnxFormat) || OnnxFormat.isSpiking(file))
        .isPresent();
  }

  /** Whether a file to be written is an ONNX file. */
  public static boolean isOnnx(Path file) {
    return format(file).filter(OnnxFormat.class::isInstance).isPresent();
  }

  /** Whether the file's format is one that a {@link FormatOptions#target} makes sense for. */
  public static boolean isForTools(Path file) {
    return format(file).filter(NirFormat.class::isInstance).isPresent();
  }

  /**
   * Reads a model.
   *
   * @throws ModelException if the file is not a valid model of its format
   * @throws FileException if the file cannot be read, or its suffix names no format
   */
  public static SpikingModel read(Path file) {
    return read(file, FormatOptions.DEFAULT);
  }

  /** Like {@link #read(Path)}, with what a format of the outside world needs to know. */
  public static SpikingModel read(Path file, FormatOptions options) {
    return read(file, options, note -> {});
  }

  /**
   * Like {@link #read(Path, FormatOptions)}.
   *
   * @param notes receives what had to be guessed, for people
   */
  public static SpikingModel read(Path file, FormatOptions options, Consumer<String> notes) {
    try {
      return required(file).read(file, options, notes);
    } catch (ModelException | FileException e) {
      Optional<ForeignFile> foreign =
          ForeignFile.of(file).filter(kind -> !isForTools(file) || !kind.isHdf5());
      if (foreign.isPresent()) {
        throw new ModelException(foreign.get().refusal(file, "a spiking model"), e);
      }
      throw e;
    }
  }

  /**
   * Makes a model ready to be written, which tells what would be lost.
   *
   * @throws ModelException if the format cannot hold the model at all
   * @throws FileException if the file's suffix names no format
   */
  public static Export prepare(SpikingModel model, Path file, FormatOptions options) {
    return required(file).prepare(model, options);
  }

  /**
   * Writes a model, atomically; a file that is there is replaced.
   *
   * @return what the file does not say
   * @throws ModelException if the format cannot hold the model without changing what it does
   * @throws FileException if the file cannot be written, or its suffix names no format
   */
  public static List<Loss> write(SpikingModel model, Path file) {
    Export export = prepare(model, file, FormatOptions.DEFAULT);
    export.write(file);
    return export.losses();
  }

  /**
   * For checks before a long run.
   *
   * @throws FileException if the suffix names no format
   */
  public static void requireFormat(Path file) {
    required(file);
  }

  /** The suffixes of all formats, for messages: {@code .snn, .snn.json or …}. */
  public static String suffixes() {
    return FORMATS.stream().map(ModelFormat::suffix).collect(Collectors.joining(" or "));
  }

  private static Optional<ModelFormat> format(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return FORMATS.stream().filter(format -> name.endsWith(format.suffix())).findFirst();
  }

  private static ModelFormat required(Path file) {
    return format(file)
        .orElseThrow(
            () ->
                new FileException(
                    Problem.mismatch(
                        file.toString(),
                        "a name ending in " + suffixes(),
                        "another suffix",
                        "rename the file")));
  }

  private static ModelFormat portable(PortableFormat format) {
    return new ModelFormat() {
      @Override
      public String suffix() {
        return format.suffix();
      }

      @Override
      public SpikingModel read(Path file, FormatOptions options, Consumer<String> notes) {
        return format.read(file);
      }

      @Override
      public Export prepare(SpikingModel model, FormatOptions options) {
        return Export.lossless(file -> format.write(model, file));
      }
    };
  }
}
