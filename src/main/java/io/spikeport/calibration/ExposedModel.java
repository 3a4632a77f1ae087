package io.spikeport.calibration;

import com.google.protobuf.ByteString;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxModel;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.TensorShapeProto;
import io.spikeport.proto.Onnx.TypeProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The copy of a model that ONNX Runtime gets: values inside the graph are outputs too, the batch
 * dimension is free where the graph allows, and what ONNX Runtime would refuse for its age alone is
 * toned down.
 */
final class ExposedModel {

  /** Newest IR version that is given to ONNX Runtime; newer ones add nothing that CNNs use. */
  private static final long NEWEST_IR_VERSION = 10;

  private ExposedModel() {}

  static ByteString bytes(OnnxModel model, ImportedModel imported, List<String> values) {
    ModelProto.Builder copy = model.proto().toBuilder();
    copy.setIrVersion(Math.min(copy.getIrVersion(), NEWEST_IR_VERSION));
    GraphProto.Builder graph = copy.getGraphBuilder();
    // Recorded shapes would contradict a freed batch dimension; ONNX Runtime infers its own.
    graph.clearValueInfo();
    if (imported.fixedBatch().isEmpty()) {
      freeBatch(graph, imported.inputName());
    }
    Set<String> outputs =
        graph.getOutputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
    for (int i = 0; i < graph.getOutputCount(); i++) {
      ValueInfoProto.Builder output = graph.getOutputBuilder(i);
      if (output.hasType() && output.getType().hasTensorType()) {
        output.getTypeBuilder().getTensorTypeBuilder().clearShape();
      }
    }
    for (String value : values) {
      if (outputs.add(value)) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(value));
      }
    }
    return copy.build().toByteString();
  }

  private static void freeBatch(GraphProto.Builder graph, String inputName) {
    for (int i = 0; i < graph.getInputCount(); i++) {
      ValueInfoProto input = graph.getInput(i);
      TypeProto.Tensor type = input.getType().getTensorType();
      if (input.getName().equals(inputName) && type.getShape().getDimCount() > 0) {
        graph
            .getInputBuilder(i)
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .setDim(0, TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
      }
    }
  }
}
