package io.spikeport.onnx;

import io.spikeport.proto.Onnx.NodeProto;

/**
 * A node of a model after its functions were put in place.
 *
 * @param opset version of the standard operator set that gives the node its meaning
 */
record SourceNode(NodeProto proto, int opset) {}
