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
    return new Import(model, options).run();
  }
}
