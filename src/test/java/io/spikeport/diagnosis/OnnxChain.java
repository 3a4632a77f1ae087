package io.spikeport.diagnosis;

import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.AttributeProto.AttributeType;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorShapeProto.Dimension;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes ONNX models without weights: an input {@code x} and one node after the other. */
final class OnnxChain {

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("chain");
  private String last = "x";

  OnnxChain(int... sample) {
    ValueInfoProto.Builder input = info("x");
    var shape = input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
    shape.addDim(Dimension.newBuilder().setDimParam("N"));
    for (int extent : sample) {
      shape.addDim(Dimension.newBuilder().setDimValue(extent));
    }
    graph.addInput(input);
  }

  private static ValueInfoProto.Builder info(String name) {
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
    info.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
    return info;
  }

  OnnxChain relu(String name) {
    return add(node("Relu", name));
  }

  OnnxChain clip(String name, float maximum) {
    graph.addInitializer(scalar("least", 0)).addInitializer(scalar("most", maximum));
    return add(node("Clip", name).addInput("least").addInput("most"));
  }

  private static TensorProto scalar(String name, float value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addFloatData(value)
        .build();
  }

  /** Pools windows of 3 × 3 and keeps the shape. */
  OnnxChain maxPool(String name) {
    return add(
        node("MaxPool", name)
            .addAttribute(ints("kernel_shape", 3, 3))
            .addAttribute(ints("pads", 1, 1, 1, 1)));
  }

  OnnxChain transpose(String name, long... permutation) {
    return add(node("Transpose", name).addAttribute(ints("perm", permutation)));
  }

  private static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private NodeProto.Builder node(String type, String name) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(name)
        .addInput(last)
        .addOutput(name + "_out");
  }

  private OnnxChain add(NodeProto.Builder node) {
    graph.addNode(node);
    last = node.getOutput(0);
    return this;
  }

  Path write(Path file) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .setGraph(graph.clone().addAllOutput(List.of(info(last).build())));
    try {
      return Files.write(file, model.build().toByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
