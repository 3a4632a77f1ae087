package io.spikeport.onnx;

import io.spikeport.graph.Graph;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.stepgraph.StepGraph;

/** A graph as an ONNX model, so that ONNX Runtime can say what the graph means. */
final class GraphAsOnnx {

  private GraphAsOnnx() {}

  static ModelProto of(Graph graph) {
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(StepGraph.OPSET))
        .setGraph(StepGraph.step(graph).graph())
        .build();
  }
}
