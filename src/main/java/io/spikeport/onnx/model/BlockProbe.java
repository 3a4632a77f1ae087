package io.spikeport.onnx.model;

import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Runs a small ONNX model, which tells what cannot be read off it: types and shapes. */
public interface BlockProbe {

  /** Runs nothing; no operator is kept as it is then. */
  BlockProbe NONE = (model, inputs) -> Optional.empty();

  /**
   * Values of one output.
   *
   * @param elementType as ONNX numbers it
   * @param values empty unless the element type is FLOAT
   */
  record Output(int elementType, Optional<Tensor> values) {}

  /**
   * Runs a model.
   *
   * @param inputs values of its inputs, in order
   * @return its outputs in order; empty if the model cannot be run
   */
  Optional<List<Output>> run(ModelProto model, List<Tensor> inputs);
}
