package io.spikeport.onnx.network;

import java.util.List;

/** Turns one ONNX node, not all of whose inputs are constants, into nodes of a graph. */
public interface Translation {

  /**
   * @return the node's outputs in order; outputs beyond the list have no counterpart
   * @throws io.spikeport.error.ModelException if this node cannot be translated
   */
  List<Value> translate(OnnxNode node, GraphBuilder builder);
}
