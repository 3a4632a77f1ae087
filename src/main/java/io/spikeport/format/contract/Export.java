package io.spikeport.format.contract;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A model made ready to be written.
 *
 * @param losses what the file will not say
 * @param writer writes the file, atomically
 */
public record Export(List<Loss> losses, Consumer<Path> writer) {

  public Export {
    losses = List.copyOf(losses);
    Objects.requireNonNull(writer);
  }

  /** A format that holds all there is. */
  public static Export lossless(Consumer<Path> writer) {
    return new Export(List.of(), writer);
  }

  /** The losses for which a model is not written unless the user allows it. */
  public List<Loss> harmful() {
    return losses.stream().filter(Loss::changesResult).toList();
  }

  /**
   * Writes the file; a file that is there is replaced.
   *
   * @throws ModelException if something is lost that changes the result; nothing is written
   * @throws FileException if the file cannot be written
   */
  public void write(Path file) {
    List<Problem> refusals =
        harmful().stream().map(loss -> loss.refusal().within(file.toString())).toList();
    if (!refusals.isEmpty()) {
      throw new ModelException(refusals);
    }
    writer.accept(file);
  }

  /**
   * Writes the file whatever is lost.
   *
   * @throws FileException if the file cannot be written
   */
  public void writeLossy(Path file) {
    writer.accept(file);
  }
}
