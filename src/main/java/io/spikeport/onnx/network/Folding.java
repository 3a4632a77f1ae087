package io.spikeport.onnx.network;

import java.util.List;

/** Computes one ONNX node all of whose inputs are constants. */
public interface Folding {

  /**
   * @return the node's outputs in order
   * @throws io.spikeport.error.ModelException if this node cannot be computed
   */
  List<Value> fold(OnnxNode node, GraphBuilder builder);
}
