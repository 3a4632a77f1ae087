package io.spikeport.onnx.block;

import com.google.protobuf.ByteString;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.OnnxBytes;
import io.spikeport.onnx.model.BlockProbe;
import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.model.Opsets;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.proto.Onnx.ValueInfoProto;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Keeps nodes that have no operator of the graph as float blocks of one node each. A block takes
 * and yields float32; other types that the node works with are cast inside. Images must stay apart
 * in it, which a run on two of them shows.
 */
public final class Blocks {

  private static final int FLOAT = DataType.FLOAT.getNumber();
  private static final int IR_VERSION = 8;
  private static final int OLDEST_OPSET = 13;

  /** Their value is another in every run, or depends on the order of runs. */
  private static final Set<String> RANDOM =
      Set.of(
          "Bernoulli",
          "Dropout",
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  private final BlockProbe probe;
  private final Map<String, TensorProto> constants;
  private final Map<String, Integer> types = new HashMap<>();

  /**
   * @param constants tensors of the model by name, where their types count
   */
  public Blocks(BlockProbe probe, Map<String, TensorProto> constants) {
    this.probe = probe;
    this.constants = constants;
  }

  /** Says of which type a value is in the ONNX model; the others are real numbers. */
  public void type(String value, int elementType) {
    if (ElementType.of(elementType).map(ElementType::isInteger).orElse(true)) {
      types.put(value, elementType);
    }
  }

  /** Of which type a value of whole numbers or truth values is; empty for real numbers. */
  public Optional<Integer> type(String value) {
    return Optional.ofNullable(types.get(value));
  }

  /**
   * The node's outputs as blocks.
   *
   * @return empty if the node cannot be kept: it has no activation as input, works on a whole batch
   *     at once, or ONNX Runtime does not run it
   */
  public Optional<List<Value>> of(OnnxNode node, GraphBuilder builder) {
    NodeProto proto = node.proto();
    boolean holdsGraph = proto.getAttributeList().stream().anyMatch(AttributeProto::hasG);
    if (RANDOM.contains(proto.getOpType()) || holdsGraph) {
      return Optional.empty();
    }
    List<Activation> inputs = new ArrayList<>();
    GraphProto.Builder graph = GraphProto.newBuilder().setName("block");
    NodeProto.Builder copy = proto.toBuilder().clearInput().clearOutput().setName("");
    for (int i = 0; i < proto.getInputCount(); i++) {
      if (!node.has(i)) {
        copy.addInput("");
      } else if (node.input(i) instanceof Constant constant && !constant.hasBatch()) {
        copy.addInput("c" + i);
        graph.addInitializer(tensor(proto.getInput(i), constant).toBuilder().setName("c" + i));
      } else if (node.input(i) instanceof Activation activation && !activation.bare()) {
        String name = "x" + inputs.size();
        copy.addInput(cast(graph, name, types.getOrDefault(proto.getInput(i), FLOAT)));
        inputs.add(builder.straight(node, activation));
      } else {
        return Optional.empty();
      }
    }
    return inputs.isEmpty() ? Optional.empty() : outputs(node, builder, graph, copy, inputs);
  }

  /** Adds the cast of an input to another type, and yields the name to take. */
  private static String cast(GraphProto.Builder graph, String name, int type) {
    if (type == FLOAT) {
      return name;
    }
    graph.addNode(cast(name, name + "_cast", type));
    return name + "_cast";
  }

  private static NodeProto cast(String from, String to, int type) {
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .addInput(from)
        .addOutput(to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("to")
                .setType(AttributeProto.AttributeType.INT)
                .setI(type))
        .build();
  }

  private TensorProto tensor(String name, Constant constant) {
    TensorProto raw = constants.get(name);
    if (raw != null
        && raw.getExternalDataCount() == 0
        && ElementType.of(raw.getDataType()).map(ElementType::isInteger).orElse(true)) {
      return raw;
    }
    TensorProto.Builder tensor = TensorProto.newBuilder();
    Arrays.stream(constant.dims()).forEach(tensor::addDims);
    Optional<List<Integer>> integers = constant.ints();
    int width = integers.isPresent() ? Long.BYTES : Float.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(constant.size() * width).order(ByteOrder.LITTLE_ENDIAN);
    if (integers.isPresent()) {
      integers.get().forEach(bytes::putLong);
    } else {
      bytes.asFloatBuffer().put(constant.values());
    }
    DataType type = integers.isPresent() ? DataType.INT64 : DataType.FLOAT;
    return tensor
        .setDataType(type.getNumber())
        .setRawData(ByteString.copyFrom(bytes.rewind()))
        .build();
  }

  private Optional<List<Value>> outputs(
      OnnxNode node,
      GraphBuilder builder,
      GraphProto.Builder graph,
      NodeProto.Builder copy,
      List<Activation> inputs) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < node.proto().getOutputCount(); i++) {
      String name = node.proto().getOutput(i);
      if (name.isEmpty() || i > 0 && builder.uses(name) == 0) {
        values.add(new Value.Missing("its input is an output that nothing was known to take"));
        continue;
      }
      Optional<FloatBlock> block = output(node, graph.clone(), copy.clone(), i, inputs, name);
      if (block.isEmpty()) {
        return Optional.empty();
      }
      Activation[] sources = inputs.toArray(Activation[]::new);
      values.add(
          i == 0 && !builder.has(node.name())
              ? builder.add(node, block.get(), sources)
              : builder.addBeside(node, "output_" + i, block.get(), sources));
    }
    return Optional.of(values);
  }

  private Optional<FloatBlock> output(
      OnnxNode node,
      GraphProto.Builder graph,
      NodeProto.Builder copy,
      int index,
      List<Activation> inputs,
      String name) {
    for (int i = 0; i < node.proto().getOutputCount(); i++) {
      copy.addOutput(i == index ? "y" : node.proto().getOutput(i).isEmpty() ? "" : "y" + i);
    }
    graph.addNode(copy);
    List<Shape> shapes = inputs.stream().map(input -> input.sample()).toList();
    for (int i = 0; i < shapes.size(); i++) {
      graph.addInput(declared("x" + i, shapes.get(i)));
    }
    for (int opset : opsets(node)) {
      GraphProto.Builder typed = graph.clone();
      ModelProto model = model(node, opset, typed.clone().addOutput(declared("y")));
      Optional<BlockProbe.Output> found = first(probe.run(model, random(shapes, 7)));
      if (found.isEmpty()) {
        continue;
      }
      int type = found.get().elementType();
      String result = "y";
      if (type != FLOAT) {
        typed.addNode(cast("y", "z", FLOAT));
        result = "z";
      }
      Optional<FloatBlock> block = block(node, opset, typed, result, shapes);
      block.ifPresent(kept -> type(name, type));
      return block;
    }
    return Optional.empty();
  }

  /** As one that newer operators can stand beside, if the node means the same there. */
  private static List<Integer> opsets(OnnxNode node) {
    return node.opset() >= OLDEST_OPSET
        ? List.of(node.opset())
        : List.of(OLDEST_OPSET, node.opset());
  }

  private Optional<FloatBlock> block(
      OnnxNode node, int opset, GraphProto.Builder graph, String result, List<Shape> shapes) {
    ModelProto open = model(node, opset, graph.clone().addOutput(declared(result)));
    List<Tensor> batch = random(shapes, 7);
    Optional<Tensor> together = first(probe.run(open, batch)).flatMap(BlockProbe.Output::values);
    if (together.isEmpty()
        || together.get().shape().rank() == 0
        || together.get().shape().extent(0) != 2) {
      return Optional.empty();
    }
    List<Tensor> others = new ArrayList<>();
    List<Tensor> second = random(shapes, 8);
    for (int i = 0; i < batch.size(); i++) {
      others.add(joined(batch.get(i), second.get(i)));
    }
    Optional<Tensor> apart = first(probe.run(open, others)).flatMap(BlockProbe.Output::values);
    if (apart.isEmpty() || !sameFirst(together.get(), apart.get())) {
      return Optional.empty();
    }
    Shape output = together.get().shape().dropFirst();
    ModelProto closed = model(node, opset, graph.clone().addOutput(declared(result, output)));
    return Optional.of(
        new FloatBlock(
            new OnnxBytes(closed.toByteArray()), shapes, output, operations(node, shapes, output)));
  }

  /** Two for every product of a matrix product; else one for each element that goes in or out. */
  private static long operations(OnnxNode node, List<Shape> inputs, Shape output) {
    if (node.type().equals("MatMul")) {
      Shape left = inputs.get(0);
      return 2L * left.extent(left.rank() - 1) * output.size();
    }
    return Math.max(output.size(), inputs.stream().mapToLong(Shape::size).max().orElse(0));
  }

  private static boolean sameFirst(Tensor a, Tensor b) {
    if (!a.shape().equals(b.shape())) {
      return false;
    }
    for (int i = 0; i < a.size() / 2; i++) {
      if (Math.abs(a.get(i) - b.get(i)) > 1e-5f * (1 + Math.abs(a.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** The first image of one batch with the second of another. */
  private static Tensor joined(Tensor first, Tensor second) {
    float[] values = second.toArray();
    System.arraycopy(first.toArray(), 0, values, 0, values.length / 2);
    return Tensor.wrap(first.shape(), values);
  }

  private static List<Tensor> random(List<Shape> samples, long seed) {
    Random random = new Random(seed);
    List<Tensor> tensors = new ArrayList<>();
    for (Shape sample : samples) {
      float[] values = new float[Math.multiplyExact(2, sample.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() + 0.5f;
      }
      tensors.add(Tensor.wrap(sample.prepend(2), values));
    }
    return tensors;
  }

  private static Optional<BlockProbe.Output> first(Optional<List<BlockProbe.Output>> outputs) {
    return outputs.map(all -> all.get(0));
  }

  private static ModelProto model(OnnxNode node, int opset, GraphProto.Builder graph) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph);
    String domain = node.proto().getDomain();
    if (!Opsets.isStandard(domain)) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
    }
    return model.build();
  }

  private static ValueInfoProto declared(String name) {
    return ValueInfoProto.newBuilder().setName(name).build();
  }

  private static ValueInfoProto declared(String name, Shape sample) {
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
    var tensor = info.getTypeBuilder().getTensorTypeBuilder().setElemType(FLOAT);
    tensor.getShapeBuilder().addDimBuilder().setDimParam("N");
    for (int extent : sample.toList()) {
      tensor.getShapeBuilder().addDimBuilder().setDimValue(extent);
    }
    return info.build();
  }
}
