package io.spikeport.onnx.model;

import io.spikeport.proto.Onnx.NodeProto;

/**
 * A node of a model after its functions were put in place.
 *
 * @param opset version of the standard operator set that gives the node its meaning
 */
public record SourceNode(NodeProto proto, int opset) {}
