package io.spikeport.format.contract;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A format of files of spiking models. */
public interface ModelFormat {

  /** Suffix of the files' names, in lower case, with its dot. */
  String suffix();

  /**
   * Reads a model.
   *
   * @param notes receives what had to be guessed, for people
   * @throws ModelException if the file is not a valid model of this format
   * @throws FileException if the file cannot be read
   */
  SpikingModel read(Path file, FormatOptions options, Consumer<String> notes);

  /**
   * Makes a model ready to be written.
   *
   * @throws ModelException if the format cannot hold the model at all
   */
  Export prepare(SpikingModel model, FormatOptions options);
}
