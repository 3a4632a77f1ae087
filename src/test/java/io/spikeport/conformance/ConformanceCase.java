package io.spikeport.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.spikeport.graph.Graph;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.onnx.model.TensorProtos;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One of the ONNX project's test cases: a model, and folders with recorded inputs and outputs.
 *
 * <p>The node cases give everything as an input, weights too, whereas a network has one image and
 * knows its weights; see {@link Others}.
 */
final class ConformanceCase {

  /**
   * The ONNX project's own bound on the difference, relative to each value ({@code rtol} of its
   * backend tests).
   */
  private static final double RELATIVE = 1e-3;

  /** Rounding of float32 sums of large terms that cancel, relative to the largest value. */
  private static final double ABSOLUTE = 1e-6;

  private final Path folder;
  private final ModelProto proto;
  private final List<ValueInfoProto> inputs;

  private ConformanceCase(Path folder, ModelProto proto) {
    this.folder = folder;
    this.proto = proto;
    Set<String> initializers = new HashSet<>();
    proto.getGraph().getInitializerList().forEach(tensor -> initializers.add(tensor.getName()));
    this.inputs =
        proto.getGraph().getInputList().stream()
            .filter(input -> !initializers.contains(input.getName()))
            .toList();
  }

  static ConformanceCase read(Path folder) throws IOException {
    byte[] model = Files.readAllBytes(folder.resolve("model.onnx"));
    return new ConformanceCase(folder, ModelProto.parseFrom(model));
  }

  String name() {
    return folder.getFileName().toString();
  }

  /** ONNX operators, those inside of functions and sub-graphs too. */
  Set<String> operators() {
    Set<String> operators = new TreeSet<>();
    collect(proto.getGraph(), operators);
    proto.getFunctionsList().forEach(f -> f.getNodeList().forEach(n -> collect(n, operators)));
    return operators;
  }

  private static void collect(GraphProto graph, Set<String> operators) {
    graph.getNodeList().forEach(node -> collect(node, operators));
  }

  private static void collect(NodeProto node, Set<String> operators) {
    String domain = node.getDomain().equals("ai.onnx") ? "" : node.getDomain();
    operators.add(domain.isEmpty() ? node.getOpType() : domain + ":" + node.getOpType());
    node.getAttributeList().stream()
        .filter(attribute -> attribute.hasG())
        .forEach(attribute -> collect(attribute.getG(), operators));
  }

  /** Why this is no case of a network that takes an image, if so. */
  Optional<String> notANetwork() {
    if (inputs.isEmpty()) {
      return Optional.of("no input");
    }
    boolean tensors =
        Stream.concat(inputs.stream(), proto.getGraph().getOutputList().stream())
            .allMatch(value -> value.getType().hasTensorType());
    return tensors ? Optional.empty() : Optional.of("an input or output that is no tensor");
  }

  /**
   * Why the recorded values are not what the model declares: numpy has no bfloat16, so these cases
   * recorded the bits as integers.
   */
  Optional<String> otherType(Path dataSet) throws IOException {
    GraphProto graph = proto.getGraph();
    int input = inputs.get(0).getType().getTensorType().getElemType();
    int output = graph.getOutput(0).getType().getTensorType().getElemType();
    return tensor(dataSet, "input_0").getDataType() == input
            && tensor(dataSet, "output_0").getDataType() == output
        ? Optional.empty()
        : Optional.of("values recorded as another type than the model declares");
  }

  List<Path> dataSets() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** What is done with inputs beside the first. */
  enum Others {
    /** They become initializers, as an exporter would have written weights. */
    CONSTANT,
    /** They are further channels of the image, which Slice nodes take apart again. */
    CHANNELS
  }

  /** A case as a network: its model, its image, and the factor that its output was given. */
  record Network(ImportedModel imported, Tensor image, float factor) {}

  /** Whether the inputs can be channels of one image: they only differ in their second extent. */
  boolean canJoin(Path dataSet) throws IOException {
    Set<List<Long>> shapes = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      List<Long> dims = new ArrayList<>(tensor(dataSet, "input_" + i).getDimsList());
      if (dims.size() < 2 || inputs.get(i).getType().getTensorType().getElemType() != 1) {
        return false;
      }
      dims.set(1, 0L);
      shapes.add(dims);
    }
    return inputs.size() > 1 && shapes.size() == 1;
  }

  /**
   * Imports the case's model.
   *
   * @param layer whether to put a multiplication by 2, which is exact, behind the output; for
   *     models that only move values and so are no network by themselves
   * @param work a folder for the model with its weights inside
   * @throws io.spikeport.error.ModelException if the importer refuses it
   */
  Network importWith(Path dataSet, Others others, boolean layer, Path work) throws IOException {
    ModelProto.Builder model = proto.toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    Tensor image = others == Others.CONSTANT ? constants(dataSet, graph) : channels(dataSet, graph);
    String output = graph.getOutput(0).getName();
    if (layer) {
      graph.addInitializer(floats("conformance/two", 2));
      graph.addNode(node("Mul", "conformance/output", output, "conformance/two"));
      output = "conformance/output";
      graph.getOutputBuilder(0).setName(output);
    }
    Path file = Files.write(work.resolve("model.onnx"), model.build().toByteArray());
    ImportOptions options = new ImportOptions(Optional.of(output), Optional.empty());
    ImportedModel imported = new OnnxImporter().importModel(OnnxModel.read(file), options);
    return new Network(imported, channelsFirst(image, imported), layer ? 2 : 1);
  }

  private Tensor constants(Path dataSet, GraphProto.Builder graph) throws IOException {
    for (int i = 1; i < inputs.size(); i++) {
      String name = inputs.get(i).getName();
      if (!name.isEmpty()) {
        graph.addInitializer(tensor(dataSet, "input_" + i).toBuilder().setName(name));
      }
    }
    TensorProto image = tensor(dataSet, "input_0");
    boolean number = List.of(1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 16).contains(image.getDataType());
    // Inputs of other types are refused for what they are, which comes before their values.
    return number && !image.getDimsList().contains(0L)
        ? TensorProtos.decode(image, "input")
        : Tensor.scalar(0);
  }

  private Tensor channels(Path dataSet, GraphProto.Builder graph) throws IOException {
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      parts.add(TensorProtos.decode(tensor(dataSet, "input_" + i), "input " + i));
    }
    List<NodeProto> slices = new ArrayList<>();
    int end = 0;
    for (int i = 0; i < parts.size(); i++) {
      int start = end;
      end += parts.get(i).shape().extent(1);
      slices.add(slice(inputs.get(i).getName(), start, end, graph));
    }
    List<NodeProto> nodes = List.copyOf(graph.getNodeList());
    graph.clearNode().addAllNode(slices).addAllNode(nodes);
    Tensor image = join(parts, end);
    ValueInfoProto.Builder input = inputs.get(0).toBuilder().setName("image");
    input
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(1)
        .setDimValue(end);
    graph.clearInput().addInput(input);
    return image;
  }

  private NodeProto slice(String name, int start, int end, GraphProto.Builder graph) {
    Map<String, Integer> bounds = new LinkedHashMap<>();
    bounds.put("starts", start);
    bounds.put("ends", end);
    bounds.put("axes", 1);
    NodeProto.Builder slice =
        NodeProto.newBuilder().setOpType("Slice").setName(name).addInput("image").addOutput(name);
    boolean asInputs = proto.getOpsetImport(0).getVersion() >= 10;
    bounds.forEach(
        (bound, value) -> {
          if (asInputs) {
            String initializer = "conformance/" + name + "/" + bound;
            graph.addInitializer(integer(initializer, value));
            slice.addInput(initializer);
          } else {
            slice
                .addAttributeBuilder()
                .setName(bound)
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(value);
          }
        });
    return slice.build();
  }

  private static Tensor join(List<Tensor> parts, int channels) {
    Shape first = parts.get(0).shape();
    int[] extents = first.toArray();
    extents[1] = channels;
    FloatBuffer joined = FloatBuffer.allocate(Shape.of(extents).size());
    for (int sample = 0; sample < first.extent(0); sample++) {
      for (Tensor part : parts) {
        int size = part.size() / first.extent(0);
        joined.put(part.toArray(), sample * size, size);
      }
    }
    return Tensor.wrap(Shape.of(extents), joined.array());
  }

  /** The image as the graph takes it, where the model takes it channels last. */
  private static Tensor channelsFirst(Tensor image, ImportedModel imported) {
    return imported.transposes().stream()
        .filter(transpose -> transpose.value().equals(imported.inputName()))
        .findFirst()
        .map(transpose -> transposed(image, transpose.permutation()))
        .orElse(image);
  }

  private static Tensor transposed(Tensor image, List<Integer> axes) {
    int[] extents = axes.stream().mapToInt(image.shape()::extent).toArray();
    Shape shape = Shape.of(extents);
    float[] values = new float[image.size()];
    for (int i = 0; i < values.length; i++) {
      int from = 0;
      for (int axis = 0; axis < extents.length; axis++) {
        int index = i / shape.stride(axis) % extents[axis];
        from += index * image.shape().stride(axes.get(axis));
      }
      values[i] = image.get(from);
    }
    return Tensor.wrap(shape, values);
  }

  private static TensorProto integer(String name, long value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(7)
        .addDims(1)
        .addInt64Data(value)
        .build();
  }

  private static TensorProto floats(String name, float value) {
    return TensorProto.newBuilder().setName(name).setDataType(1).addFloatData(value).build();
  }

  private static NodeProto node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static TensorProto tensor(Path dataSet, String name) throws IOException {
    try {
      return TensorProto.parseFrom(Files.readAllBytes(dataSet.resolve(name + ".pb")));
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(dataSet + ": " + name + " is no tensor", e);
    }
  }

  /** Runs the recorded image through our engine and compares with the recorded output. */
  static void compare(Path dataSet, Network network) throws IOException {
    Tensor expected = TensorProtos.decode(tensor(dataSet, "output_0"), "output");
    Graph graph = network.imported().graph();
    Tensor actual;
    try (FloatNetwork engine = new FloatNetwork(graph, Set.of(graph.output()))) {
      actual = engine.run(network.image()).get(graph.output());
    }
    // A model for one image may leave the batch axis out; the graph never does.
    boolean ofOne = expected.shape().equals(graph.outputShape());
    Shape recorded = ofOne ? expected.shape().prepend(1) : expected.shape();
    assertEquals(recorded, actual.shape(), "shape of the output");
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      if (Float.isFinite(expected.get(i))) {
        largest = Math.max(largest, Math.abs(expected.get(i)));
      }
    }
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      double wanted = expected.get(i);
      double found = actual.get(i) / network.factor();
      double bound = RELATIVE * Math.abs(wanted) + ABSOLUTE * largest;
      // Some recorded values are infinite; those have no distance from themselves.
      if (Double.compare(wanted, found) != 0 && !(Math.abs(wanted - found) <= bound)) {
        wrong.add(wanted + " became " + found + " at " + i);
      }
    }
    assertTrue(wrong.isEmpty(), () -> wrong.size() + " values differ, first " + wrong.get(0));
  }
}
