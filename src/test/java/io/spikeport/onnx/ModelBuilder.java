package io.spikeport.onnx;

import com.google.protobuf.ByteString;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.AttributeProto.AttributeType;
import io.spikeport.proto.Onnx.FunctionProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.proto.Onnx.TensorShapeProto;
import io.spikeport.proto.Onnx.TensorShapeProto.Dimension;
import io.spikeport.proto.Onnx.ValueInfoProto;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Random;

/** Puts small ONNX models together, node by node. Weights are random from a fixed seed. */
public final class ModelBuilder {

  private final ModelProto.Builder model = ModelProto.newBuilder();
  private final GraphProto.Builder graph = model.getGraphBuilder();
  private final Random random = new Random(7);

  private ModelBuilder() {}

  public static ModelBuilder opset(int version) {
    ModelBuilder builder = new ModelBuilder();
    builder
        .model
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version));
    return builder;
  }

  /** Declares a domain beside the standard one. */
  public ModelBuilder domain(String name) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(name).setVersion(1));
    return this;
  }

  static TensorShapeProto dims(String batch, int... sample) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(Dimension.newBuilder().setDimParam(batch));
    for (int extent : sample) {
      shape.addDim(Dimension.newBuilder().setDimValue(extent));
    }
    return shape.build();
  }

  /** An input {@code x} of shape {@code [N, sample]}. */
  public ModelBuilder input(int... sample) {
    return inputNamed("x", dims("N", sample));
  }

  /** An input {@code x} whose batch size is part of its shape. */
  public ModelBuilder inputWithBatch(int... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (int extent : shape) {
      dims.addDim(Dimension.newBuilder().setDimValue(extent));
    }
    return inputNamed("x", dims.build());
  }

  ModelBuilder inputNamed(String name, TensorShapeProto shape) {
    ValueInfoProto.Builder info = info(name);
    info.getTypeBuilder().getTensorTypeBuilder().setShape(shape);
    graph.addInput(info);
    return this;
  }

  private static ValueInfoProto.Builder info(String name) {
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
    info.getTypeBuilder().getTensorTypeBuilder().setElemType(1);
    return info;
  }

  public ModelBuilder output(String name) {
    graph.addOutput(info(name));
    return this;
  }

  public ModelBuilder initializer(String name, Tensor values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    values.shape().toList().forEach(extent -> tensor.addDims(extent));
    for (int i = 0; i < values.size(); i++) {
      tensor.addFloatData(values.get(i));
    }
    return initializer(tensor.build());
  }

  public ModelBuilder initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** Random weights between −1 and 1. */
  public ModelBuilder weights(String name, int... extents) {
    return initializer(name, random(extents));
  }

  /** Random weights between 0.5 and 1.5, as variances and scales are. */
  public ModelBuilder positive(String name, int... extents) {
    float[] values = random(extents).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + values[i] / 2;
    }
    return initializer(name, Tensor.wrap(Shape.of(extents), values));
  }

  private Tensor random(int... extents) {
    float[] values = new float[Shape.of(extents).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return Tensor.wrap(Shape.of(extents), values);
  }

  /** A constant vector of integers. */
  public ModelBuilder integers(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64.getNumber())
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return initializer(tensor.build());
  }

  /** A constant integer without axes. */
  ModelBuilder integer(String name, long value) {
    return initializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64.getNumber())
            .addInt64Data(value)
            .build());
  }

  public ModelBuilder function(FunctionProto function) {
    model.addFunctions(function);
    return this;
  }

  /** A node that yields {@code output}, which is its name too. */
  public NodeBuilder node(String type, String output, String... inputs) {
    return node(type, output, List.of(inputs), List.of(output));
  }

  public NodeBuilder node(String type, String name, List<String> inputs, List<String> outputs) {
    return new NodeBuilder(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(name)
            .addAllInput(inputs)
            .addAllOutput(outputs));
  }

  public GraphProto.Builder graph() {
    return graph;
  }

  public ModelProto build() {
    return model.build();
  }

  /** Attributes of one node. */
  public final class NodeBuilder {

    private final NodeProto.Builder node;

    private NodeBuilder(NodeProto.Builder node) {
      this.node = node;
    }

    public NodeBuilder integer(String name, long value) {
      node.addAttribute(attribute(name, AttributeType.INT).setI(value));
      return this;
    }

    public NodeBuilder real(String name, float value) {
      node.addAttribute(attribute(name, AttributeType.FLOAT).setF(value));
      return this;
    }

    public NodeBuilder text(String name, String value) {
      node.addAttribute(attribute(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)));
      return this;
    }

    public NodeBuilder ints(String name, long... values) {
      AttributeProto.Builder attribute = attribute(name, AttributeType.INTS);
      for (long value : values) {
        attribute.addInts(value);
      }
      node.addAttribute(attribute);
      return this;
    }

    NodeBuilder ints(String name, List<Integer> values) {
      return ints(name, values.stream().mapToLong(Integer::longValue).toArray());
    }

    NodeBuilder reals(String name, float... values) {
      AttributeProto.Builder attribute = attribute(name, AttributeType.FLOATS);
      for (float value : values) {
        attribute.addFloats(value);
      }
      node.addAttribute(attribute);
      return this;
    }

    public NodeBuilder attribute(AttributeProto attribute) {
      node.addAttribute(attribute);
      return this;
    }

    public NodeBuilder domain(String name) {
      node.setDomain(name);
      return this;
    }

    NodeBuilder unnamed() {
      node.clearName();
      return this;
    }

    private AttributeProto.Builder attribute(String name, AttributeType type) {
      return AttributeProto.newBuilder().setName(name).setType(type);
    }

    public ModelBuilder done() {
      graph.addNode(node);
      return ModelBuilder.this;
    }

    NodeProto build() {
      return node.build();
    }
  }
}
