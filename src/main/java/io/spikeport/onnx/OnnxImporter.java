package io.spikeport.onnx;

import io.spikeport.error.ModelException;

/** Turns ONNX models into graphs. */
public final class OnnxImporter {

  /**
   * Imports a model.
   *
   * @throws ModelException if the model cannot be converted or is malformed; it lists everything
   *     that stands in the way
   * @throws io.spikeport.error.FileException if external data cannot be read
   */
  public ImportedModel importModel(OnnxModel model, ImportOptions options) {
    return Import.of(model, options).imported();
  }

  /**
   * Looks at a model without converting it.
   *
   * @return what is in it and what stands in the way; nothing is thrown for an obstacle
   * @throws io.spikeport.error.FileException if external data cannot be read
   */
  public Inspection inspect(OnnxModel model, ImportOptions options) {
    return Inspection.of(model, Import.of(model, options));
  }
}
