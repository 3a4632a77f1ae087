package io.spikeport.onnx;

import io.spikeport.tensor.Shape;
import java.util.Objects;
import java.util.Optional;

/**
 * What an import needs to know beyond the model.
 *
 * @param output name of the ONNX output to keep; needed where a model has several
 * @param sampleShape shape of one sample of the data, channels first; gives extents that the model
 *     leaves open
 */
public record ImportOptions(Optional<String> output, Optional<Shape> sampleShape) {

  /** Takes the model as it stands. */
  public static final ImportOptions NONE = new ImportOptions(Optional.empty(), Optional.empty());

  public ImportOptions {
    Objects.requireNonNull(output);
    Objects.requireNonNull(sampleShape);
  }

  public ImportOptions withSampleShape(Shape shape) {
    return new ImportOptions(output, Optional.of(shape));
  }
}
