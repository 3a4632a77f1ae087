package io.spikeport.onnx.block;

import com.google.protobuf.ByteString;
import io.spikeport.error.Problem;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.OnnxBytes;
import io.spikeport.onnx.model.BlockProbe;
import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.model.Opsets;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.Dim;
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
import java.util.LinkedHashMap;
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
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  private final BlockProbe probe;
  private final Map<String, TensorProto> constants;
  private final Map<String, Integer> types = new HashMap<>();
  private final Map<String, Region> unsettled = new HashMap<>();

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
   * The node's outputs as blocks. One whose first axis is not the batch is unsettled: it is kept
   * until nodes behind it have put the batch first again, and is then part of their block.
   *
   * @param refusal why the node has no operator of the graph
   * @return empty if the node cannot be kept: it has no activation as input, mixes images, or ONNX
   *     Runtime does not run it
   */
  public Optional<List<Value>> of(OnnxNode node, GraphBuilder builder, List<Problem> refusal) {
    NodeProto proto = node.proto();
    boolean holdsGraph = proto.getAttributeList().stream().anyMatch(AttributeProto::hasG);
    if (RANDOM.contains(proto.getOpType()) || holdsGraph) {
      return Optional.empty();
    }
    Region region = new Region();
    NodeProto.Builder copy = proto.toBuilder().clearInput();
    int taken = proto.getInputCount();
    if (proto.getOpType().equals("Dropout")) {
      boolean training = node.has(2) && node.constant(2).values()[0] != 0;
      if (training && !(node.has(1) && node.constant(1).values()[0] == 0)) {
        return Optional.empty(); // it drops something
      }
      copy.setOpType("Identity").clearAttribute().clearOutput().addOutput(proto.getOutput(0));
      taken = 1;
    }
    for (int i = 0; i < taken; i++) {
      String name = proto.getInput(i);
      if (!node.has(i)) {
        copy.addInput("");
      } else if (node.input(i) instanceof Constant constant && !constant.hasBatch()) {
        copy.addInput(region.constant(name, tensor(name, constant)));
      } else if (node.input(i) instanceof Constant shape) {
        Optional<TensorProto> open = openShape(shape);
        if (open.isEmpty()) {
          return Optional.empty();
        }
        copy.addInput(region.constant(name, open.get()));
      } else if (node.input(i) instanceof Activation activation && !activation.bare()) {
        Activation straight = builder.straight(node, activation);
        copy.addInput(region.input(straight, types.getOrDefault(name, FLOAT)));
      } else if (unsettled.containsKey(name)) {
        region.addAll(unsettled.get(name));
        copy.addInput(name);
      } else {
        return Optional.empty();
      }
    }
    region.add(copy.build());
    return region.inputs.isEmpty() ? Optional.empty() : outputs(node, builder, region, refusal);
  }

  /** A shape with the batch size in it, which Reshape can be left to find. */
  private static Optional<TensorProto> openShape(Constant shape) {
    List<Dim> dims = shape.integers().orElseThrow();
    boolean single =
        dims.stream().filter(Dim::batch).count() == 1
            && dims.stream().noneMatch(dim -> !dim.batch() && dim.factor() < 0);
    if (!single) {
      return Optional.empty();
    }
    TensorProto.Builder open = TensorProto.newBuilder().setDataType(DataType.INT64.getNumber());
    Arrays.stream(shape.dims()).forEach(open::addDims);
    dims.forEach(dim -> open.addInt64Data(dim.batch() ? -1 : dim.factor()));
    return Optional.of(open.build());
  }

  /** Nodes with what they take from outside, all under the names that they have in the model. */
  private static final class Region {

    private final Map<String, NodeProto> nodes = new LinkedHashMap<>();
    private final Map<String, TensorProto> constants = new LinkedHashMap<>();
    private final Map<String, Activation> inputs = new LinkedHashMap<>();

    void add(NodeProto node) {
      nodes.put(String.join("/", node.getOutputList()), node);
    }

    void addAll(Region other) {
      nodes.putAll(other.nodes);
      constants.putAll(other.constants);
      inputs.putAll(other.inputs);
    }

    String constant(String name, TensorProto tensor) {
      constants.put(name, tensor.toBuilder().setName(name).build());
      return name;
    }

    /** The name by which to take a value, cast to the type that the model has there. */
    String input(Activation activation, int type) {
      String name = "from/" + activation.node();
      inputs.put(name, activation);
      if (type == FLOAT) {
        return name;
      }
      add(cast(name, name + "/cast", type));
      return name + "/cast";
    }

    GraphProto.Builder graph() {
      GraphProto.Builder graph = GraphProto.newBuilder().setName("block");
      graph.addAllNode(nodes.values()).addAllInitializer(constants.values());
      inputs.forEach((name, value) -> graph.addInput(declared(name, value.sample())));
      return graph;
    }

    List<Shape> shapes() {
      return inputs.values().stream().map(Activation::sample).toList();
    }
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
      OnnxNode node, GraphBuilder builder, Region region, List<Problem> refusal) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < node.proto().getOutputCount(); i++) {
      String name = node.proto().getOutput(i);
      if (name.isEmpty() || i > 0 && builder.uses(name) == 0) {
        values.add(new Value.Missing("its input is an output that nothing was known to take"));
        continue;
      }
      Optional<Kept> kept = output(node, region, name);
      if (kept.isEmpty()) {
        return Optional.empty();
      }
      if (kept.get().block().isEmpty()) {
        unsettled.put(name, region);
        values.add(new Value.Unsettled(refusal));
        continue;
      }
      FloatBlock block = kept.get().block().get();
      Activation[] sources = region.inputs.values().toArray(Activation[]::new);
      values.add(
          i == 0 && !builder.has(node.name())
              ? builder.add(node, block, sources)
              : builder.addBeside(node, "output_" + i, block, sources));
    }
    return Optional.of(values);
  }

  /** What runs: a block, or nothing yet where the batch is not first. */
  private record Kept(Optional<FloatBlock> block) {}

  private Optional<Kept> output(OnnxNode node, Region region, String name) {
    List<Shape> shapes = region.shapes();
    for (int opset : opsets(node)) {
      GraphProto.Builder typed = region.graph();
      ModelProto model = model(node, opset, typed.clone().addOutput(declared(name)));
      Optional<BlockProbe.Output> found = first(probe.run(model, random(shapes, 7)));
      if (found.isEmpty()) {
        continue;
      }
      int type = found.get().elementType();
      String result = name;
      if (type != FLOAT) {
        result = name + "/float";
        typed.addNode(cast(name, result, FLOAT));
      }
      type(name, type);
      return Optional.of(new Kept(block(node, opset, typed, result, shapes)));
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
    // Another image behind the first, and one more: what is no batch does not grow with it.
    List<Tensor> others = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      others.add(headedBy(batch.get(i), random(shapes.get(i), 3, 8 + i)));
    }
    Optional<Tensor> apart = first(probe.run(open, others)).flatMap(BlockProbe.Output::values);
    if (apart.isEmpty() || !sameFirst(together.get(), apart.get())) {
      return Optional.empty();
    }
    Shape output = together.get().shape().dropFirst();
    ModelProto closed = model(node, opset, graph.clone().addOutput(declared(result, output)));
    return Optional.of(
        new FloatBlock(
            new OnnxBytes(closed.toByteArray()),
            shapes,
            output,
            graph.getNodeCount() * operations(node, shapes, output)));
  }

  /**
   * Two for every product of a matrix product; else one for each element that goes in or out. Nodes
   * before it in a block are taken to cost as much.
   */
  private static long operations(OnnxNode node, List<Shape> inputs, Shape output) {
    if (node.type().equals("MatMul")) {
      Shape left = inputs.get(0);
      return 2L * left.extent(left.rank() - 1) * output.size();
    }
    return Math.max(output.size(), inputs.stream().mapToLong(Shape::size).max().orElse(0));
  }

  /** Whether the first images of a batch of two and of one of three are alike. */
  private static boolean sameFirst(Tensor two, Tensor three) {
    if (!three.shape().equals(two.shape().with(0, 3))) {
      return false;
    }
    for (int i = 0; i < two.size() / 2; i++) {
      if (Math.abs(two.get(i) - three.get(i)) > 1e-5f * (1 + Math.abs(two.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** The first image of one batch before the others of a longer one. */
  private static Tensor headedBy(Tensor first, Tensor others) {
    float[] values = others.toArray();
    System.arraycopy(first.toArray(), 0, values, 0, first.size() / first.shape().extent(0));
    return Tensor.wrap(others.shape(), values);
  }

  private static List<Tensor> random(List<Shape> samples, long seed) {
    return samples.stream().map(sample -> random(sample, 2, seed)).toList();
  }

  private static Tensor random(Shape sample, int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[Math.multiplyExact(count, sample.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() + 0.5f;
    }
    return Tensor.wrap(sample.prepend(count), values);
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
