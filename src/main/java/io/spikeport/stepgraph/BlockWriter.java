package io.spikeport.stepgraph;

import com.google.protobuf.InvalidProtocolBufferException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.FloatBlock;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the nodes of a {@link FloatBlock} into a graph under names of their own. */
final class BlockWriter {

  private final OnnxGraphBuilder builder;
  private final String name;
  private final String suffix;

  BlockWriter(OnnxGraphBuilder builder, String name, String suffix) {
    this.builder = builder;
    this.name = name;
    this.suffix = suffix;
  }

  void write(FloatBlock block, List<String> inputs, String output) {
    ModelProto model = parse(block);
    for (OperatorSetIdProto opset : model.getOpsetImportList()) {
      builder.requireOpset(opset);
    }
    GraphProto graph = model.getGraph();
    Map<String, String> names = new HashMap<>();
    for (TensorProto constant : graph.getInitializerList()) {
      names.put(constant.getName(), builder.initializer(name + "/" + constant.getName(), constant));
    }
    for (int i = 0; i < inputs.size(); i++) {
      names.put(graph.getInput(i).getName(), inputs.get(i));
    }
    names.put(graph.getOutput(0).getName(), output);
    for (NodeProto node : graph.getNodeList()) {
      builder.node(renamed(node, names));
    }
  }

  private ModelProto parse(FloatBlock block) {
    try {
      return ModelProto.parseFrom(block.model().toArray());
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(
          new Problem("node '" + name + "' (FloatBlock)", "its ONNX model cannot be parsed", ""),
          e);
    }
  }

  private NodeProto renamed(NodeProto node, Map<String, String> names) {
    NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput().clearAttribute();
    node.getInputList().forEach(input -> renamed.addInput(names.getOrDefault(input, input)));
    for (String output : node.getOutputList()) {
      renamed.addOutput(
          output.isEmpty()
              ? output
              : names.computeIfAbsent(output, o -> builder.fresh(name + "/" + o + suffix)));
    }
    renamed.setName(renamed.getOutputCount() > 0 ? renamed.getOutput(0) : node.getName());
    for (AttributeProto attribute : node.getAttributeList()) {
      renamed.addAttribute(
          attribute.hasG()
              ? attribute.toBuilder().setG(renamed(attribute.getG(), names)).build()
              : attribute);
    }
    return renamed.build();
  }

  /** A graph inside a node sees the names around it. */
  private GraphProto renamed(GraphProto graph, Map<String, String> around) {
    Map<String, String> names = new HashMap<>(around);
    GraphProto.Builder renamed = graph.toBuilder().clearInput().clearNode().clearOutput();
    renamed.clearInitializer();
    for (TensorProto constant : graph.getInitializerList()) {
      renamed.addInitializer(constant.toBuilder().setName(inner(constant.getName(), names)));
    }
    for (ValueInfoProto input : graph.getInputList()) {
      renamed.addInput(input.toBuilder().setName(inner(input.getName(), names)));
    }
    graph.getNodeList().forEach(node -> renamed.addNode(renamed(node, names)));
    for (ValueInfoProto output : graph.getOutputList()) {
      renamed.addOutput(output.toBuilder().setName(names.get(output.getName())));
    }
    return renamed.build();
  }

  private String inner(String value, Map<String, String> names) {
    String fresh = builder.fresh(name + "/" + value + suffix);
    names.put(value, fresh);
    return fresh;
  }
}
