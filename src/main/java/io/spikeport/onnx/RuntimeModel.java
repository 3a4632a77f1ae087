package io.spikeport.onnx;

import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorShapeProto;
import io.spikeport.proto.Onnx.TypeProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The copy of a model that ONNX Runtime gets: values inside the graph can be read, images go in
 * channels first, functions are inlined, the batch dimension is free where the graph allows, and
 * what ONNX Runtime would refuse for its age alone is toned down.
 */
public final class RuntimeModel {

  /** Newest IR version that is given to ONNX Runtime; newer ones add nothing that CNNs use. */
  private static final long NEWEST_IR_VERSION = 10;

  private final ImportedModel imported;
  private final ModelProto.Builder copy;
  private final GraphProto.Builder graph;

  private RuntimeModel(OnnxModel model, ImportedModel imported) {
    this.imported = imported;
    this.copy = model.proto().toBuilder();
    this.graph = copy.getGraphBuilder();
  }

  /**
   * Makes the copy.
   *
   * @param values the values that are to be read, as named by {@link ImportedModel#onnxValues};
   *     they are outputs after the model's own
   */
  public static ModelProto of(OnnxModel model, ImportedModel imported, Collection<String> values) {
    RuntimeModel runtime = new RuntimeModel(model, imported);
    runtime.inlineFunctions(model);
    runtime.copy.setIrVersion(Math.min(model.proto().getIrVersion(), NEWEST_IR_VERSION));
    // Recorded shapes would contradict a freed batch dimension; ONNX Runtime infers its own.
    runtime.graph.clearValueInfo();
    runtime.graph.getOutputBuilderList().forEach(RuntimeModel::forgetShape);
    runtime.prepareInput();
    runtime.expose(values);
    return runtime.copy.build();
  }

  private static void forgetShape(ValueInfoProto.Builder output) {
    if (output.getType().hasTensorType()) {
      output.getTypeBuilder().getTensorTypeBuilder().clearShape();
    }
  }

  private void inlineFunctions(OnnxModel model) {
    if (model.proto().getFunctionsCount() == 0) {
      return;
    }
    int opset = Functions.opset(model.proto().getOpsetImportList()).orElse(1);
    List<SourceNode> nodes = Functions.inline(model.proto(), model.path().toString());
    // A body written for another version keeps its call: the copy has one version for all nodes.
    if (nodes.stream().allMatch(node -> node.opset() == opset)) {
      graph.clearNode();
      nodes.forEach(node -> graph.addNode(node.proto()));
      copy.clearFunctions();
    }
  }

  private void prepareInput() {
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      TypeProto.Tensor type = input.getType().getTensorType();
      if (!input.getName().equals(imported.inputName()) || type.getShape().getDimCount() == 0) {
        continue;
      }
      if (imported.fixedBatch().isEmpty()) {
        input
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .setDim(0, TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
      }
      for (RuntimeTranspose transpose : imported.transposes()) {
        if (transpose.value().equals(imported.inputName())) {
          channelsFirst(input, transpose);
        }
      }
    }
  }

  /** The image goes in channels first; the network's nodes see it channels last as before. */
  private void channelsFirst(ValueInfoProto.Builder input, RuntimeTranspose transpose) {
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    TensorShapeProto.Builder turned = TensorShapeProto.newBuilder();
    transpose.permutation().forEach(axis -> turned.addDim(shape.getDim(axis)));
    input.getTypeBuilder().getTensorTypeBuilder().setShape(turned);
    String inside = transpose.channelsFirst();
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(transpose.value())) {
          node.setInput(i, inside);
        }
      }
    }
    graph.addNode(0, node(transpose.value(), inside, transpose.inverse()));
  }

  private void expose(Collection<String> values) {
    Set<String> outputs =
        graph.getOutputList().stream()
            .map(ValueInfoProto::getName)
            .collect(Collectors.toCollection(HashSet::new));
    for (String value : values) {
      if (outputs.add(value)) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(value));
      }
      for (RuntimeTranspose transpose : imported.transposes()) {
        if (transpose.channelsFirst().equals(value)) {
          graph.addNode(node(transpose.value(), value, transpose.permutation()));
        }
      }
    }
  }

  private static NodeProto node(String from, String to, List<Integer> permutation) {
    return NodeProto.newBuilder()
        .setName(to)
        .setOpType("Transpose")
        .addInput(from)
        .addOutput(to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("perm")
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(permutation.stream().map(Integer::longValue).toList()))
        .build();
  }
}
