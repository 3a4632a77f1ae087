package io.spikeport.onnx.model;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an import needs to know beyond the model.
 *
 * @param output name of the ONNX output to keep; needed where a model has several
 * @param sampleShape shape of one sample of the data, channels first; gives extents that the model
 *     leaves open
 * @param inputShape likewise, with the batch and in the model's own order, as a user states it
 */
public record ImportOptions(
    Optional<String> output,
    Optional<Function<List<Integer>, Shape>> sampleShape,
    Optional<Shape> inputShape) {

  /** Takes the model as it stands. */
  public static final ImportOptions NONE = new ImportOptions(Optional.empty(), Optional.empty());

  public ImportOptions {
    Objects.requireNonNull(output);
    Objects.requireNonNull(sampleShape);
    Objects.requireNonNull(inputShape);
  }

  public ImportOptions(Optional<String> output, Optional<Shape> sampleShape) {
    this(output, sampleShape.map(shape -> extents -> shape), Optional.empty());
  }

  /**
   * Likewise, where the data's shape depends on what the model declares.
   *
   * @param shape is given the extents of the model's input, channels first, 0 where they are open;
   *     an empty list if the model declares no shape
   */
  public ImportOptions withSampleShape(Function<List<Integer>, Shape> shape) {
    return new ImportOptions(output, Optional.of(shape), inputShape);
  }

  public ImportOptions withSampleShape(Shape shape) {
    return new ImportOptions(output, Optional.of(extents -> shape), inputShape);
  }
}
