package io.spikeport.format;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.format.portable.PortableFormat;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads and writes files of spiking models; the suffix of the name picks the format. */
public final class ModelFiles {

  private ModelFiles() {}

  /** Whether the name has the suffix of a format of spiking models. */
  public static boolean isSpikingModel(Path file) {
    return format(file).isPresent();
  }

  /**
   * Reads a model.
   *
   * @throws ModelException if the file is not a valid model of its format
   * @throws FileException if the file cannot be read, or its suffix names no format
   */
  public static SpikingModel read(Path file) {
    return required(file).read(file);
  }

  /**
   * Writes a model, atomically; a file that is there is replaced.
   *
   * @throws ModelException if the format cannot hold the model
   * @throws FileException if the file cannot be written, or its suffix names no format
   */
  public static void write(SpikingModel model, Path file) {
    required(file).write(model, file);
  }

  /**
   * For checks before a long run.
   *
   * @throws FileException if the suffix names no format
   */
  public static void requireFormat(Path file) {
    required(file);
  }

  private static Optional<PortableFormat> format(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Arrays.stream(PortableFormat.values())
        .filter(format -> name.endsWith(format.suffix()))
        .findFirst();
  }

  private static PortableFormat required(Path file) {
    return format(file)
        .orElseThrow(
            () ->
                new FileException(
                    Problem.mismatch(
                        file.toString(),
                        "a name ending in "
                            + Arrays.stream(PortableFormat.values())
                                .map(PortableFormat::suffix)
                                .collect(Collectors.joining(" or ")),
                        "another suffix",
                        "rename the file")));
  }
}
