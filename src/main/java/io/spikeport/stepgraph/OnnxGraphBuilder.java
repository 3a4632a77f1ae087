package io.spikeport.stepgraph;

import com.google.protobuf.ByteString;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.proto.Onnx.TensorShapeProto;
import io.spikeport.proto.Onnx.TensorShapeProto.Dimension;
import io.spikeport.proto.Onnx.ValueInfoProto;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An ONNX graph as it is written: nodes, constants, and names that are each given once. The body of
 * a loop is a sheet of its own that shares names and constants with the sheet around it.
 */
final class OnnxGraphBuilder {

  /** Name of the batch axis. */
  static final String BATCH = "N";

  private final GraphProto.Builder nodes;
  private final GraphProto.Builder constants;
  private final Set<String> names;
  private final Map<String, String> constantNames;
  private final Map<Tensor, Map<Shape, String>> tensors;
  private final SortedMap<String, Long> opsets;

  private OnnxGraphBuilder(GraphProto.Builder nodes, OnnxGraphBuilder around) {
    this.nodes = nodes;
    this.constants = around.constants;
    this.names = around.names;
    this.constantNames = around.constantNames;
    this.tensors = around.tensors;
    this.opsets = around.opsets;
  }

  OnnxGraphBuilder(String name) {
    this.nodes = GraphProto.newBuilder().setName(name);
    this.constants = nodes;
    this.names = new HashSet<>();
    this.constantNames = new HashMap<>();
    this.tensors = new IdentityHashMap<>();
    this.opsets = new TreeMap<>(Map.of("", (long) StepGraph.OPSET));
  }

  /** A graph inside this one. */
  OnnxGraphBuilder inner(String name) {
    return new OnnxGraphBuilder(GraphProto.newBuilder().setName(name), this);
  }

  /** The wanted name, or if it is given already, one like it. */
  String fresh(String wanted) {
    String name = wanted;
    for (int i = 2; !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** Writes a node with one output and names it like its output. */
  void node(String type, String output, List<String> inputs, AttributeProto... attributes) {
    node(type, output, inputs, List.of(output), attributes);
  }

  void node(
      String type,
      String name,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    nodes.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(name)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(List.of(attributes)));
  }

  /**
   * A constant; asking again under the same name yields the one that is there, and so does asking
   * for the same parameter in the same shape.
   *
   * @param source the parameter that it comes from, perhaps of another shape
   */
  String constant(String wanted, Tensor values, Tensor source) {
    Map<Shape, String> ofSource = tensors.computeIfAbsent(source, key -> new LinkedHashMap<>());
    return ofSource.computeIfAbsent(
        values.shape(),
        shape ->
            constantNames.computeIfAbsent(
                wanted,
                key -> {
                  TensorProto.Builder tensor = tensor(DataType.FLOAT).setRawData(bytes(values));
                  shape.toList().forEach(tensor::addDims);
                  return add(tensor, key);
                }));
  }

  String constant(String wanted, Tensor values) {
    return constant(wanted, values, values);
  }

  /** A constant vector of integers. */
  String integers(String wanted, long... values) {
    return constantNames.computeIfAbsent(
        wanted,
        key -> {
          ByteBuffer raw =
              ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          raw.asLongBuffer().put(values);
          return add(
              tensor(DataType.INT64).addDims(values.length).setRawData(ByteString.copyFrom(raw)),
              key);
        });
  }

  /** A constant integer without axes. */
  String integer(String wanted, long value) {
    return constantNames.computeIfAbsent(
        wanted,
        key -> {
          ByteBuffer raw = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          raw.putLong(0, value);
          return add(tensor(DataType.INT64).setRawData(ByteString.copyFrom(raw)), key);
        });
  }

  /** A constant as it stands in another graph; asked for again, the one that is there. */
  String initializer(String wanted, TensorProto tensor) {
    return constantNames.computeIfAbsent(wanted, key -> add(tensor.toBuilder(), key));
  }

  void node(NodeProto node) {
    nodes.addNode(node);
  }

  /** Says that some nodes are of another set of operators, or of a later version. */
  void requireOpset(OperatorSetIdProto opset) {
    opsets.merge(opset.getDomain(), opset.getVersion(), Math::max);
  }

  /** The sets of operators that the nodes are of. */
  List<OperatorSetIdProto> opsets() {
    return opsets.entrySet().stream()
        .map(
            entry ->
                OperatorSetIdProto.newBuilder()
                    .setDomain(entry.getKey())
                    .setVersion(entry.getValue())
                    .build())
        .toList();
  }

  private String add(TensorProto.Builder tensor, String wanted) {
    String name = fresh(wanted);
    constants.addInitializer(tensor.setName(name));
    return name;
  }

  private static TensorProto.Builder tensor(DataType type) {
    return TensorProto.newBuilder().setDataType(type.getNumber());
  }

  private static ByteString bytes(Tensor values) {
    ByteBuffer raw =
        ByteBuffer.allocate(Math.multiplyExact(values.size(), Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values.buffer());
    return ByteString.copyFrom(raw);
  }

  /** Declares an input of float32 values, {@code [N, …sample]}. */
  void input(String name, Shape sample) {
    nodes.addInput(batched(name, sample));
  }

  /** Declares an output, likewise. */
  void output(String name, Shape sample) {
    nodes.addOutput(batched(name, sample));
  }

  void input(ValueInfoProto info) {
    nodes.addInput(info);
  }

  void output(ValueInfoProto info) {
    nodes.addOutput(info);
  }

  private static ValueInfoProto batched(String name, Shape sample) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(Dimension.newBuilder().setDimParam(BATCH));
    sample.toList().forEach(extent -> shape.addDim(Dimension.newBuilder().setDimValue(extent)));
    return info(name, DataType.FLOAT, shape.build());
  }

  /** A value without axes. */
  static ValueInfoProto scalar(String name, DataType type) {
    return info(name, type, TensorShapeProto.getDefaultInstance());
  }

  private static ValueInfoProto info(String name, DataType type, TensorShapeProto shape) {
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
    info.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber()).setShape(shape);
    return info.build();
  }

  GraphProto graph() {
    return nodes.build();
  }

  /** For each parameter that became a constant, by identity, the name of the first one. */
  Map<Tensor, String> tensors() {
    Map<Tensor, String> names = new IdentityHashMap<>();
    tensors.forEach((tensor, byShape) -> names.put(tensor, byShape.values().iterator().next()));
    return names;
  }
}
