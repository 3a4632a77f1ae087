package io.spikeport.onnx;

import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The graph as far as it has been built. */
final class Network {

  private final GraphInput input;
  private final Map<String, Integer> uses;
  private final OptionalInt declaredBatch;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Map<String, String> onnxValues = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private OptionalInt fixedBatch = OptionalInt.empty();

  /**
   * @param uses how often each ONNX value is taken, as an output of the model too
   * @param declaredBatch the batch size that the ONNX model's input is declared with
   */
  Network(GraphInput input, Map<String, Integer> uses, OptionalInt declaredBatch) {
    this.input = input;
    this.uses = Map.copyOf(uses);
    this.declaredBatch = declaredBatch;
    shapes.put(input.name(), input.shape());
  }

  /** Adds the graph's node for an ONNX node. */
  Activation add(OnnxNode node, Op op, Activation... inputs) {
    return add(node, node.name(), op, inputs);
  }

  /** Adds a node that prepares an input of an ONNX node. */
  Activation prepare(OnnxNode node, String suffix, Op op, Activation... inputs) {
    String name = node.name() + "/" + suffix;
    for (int i = 2; shapes.containsKey(name); i++) {
      name = node.name() + "/" + suffix + "_" + i;
    }
    return add(node, name, op, inputs);
  }

  private Activation add(OnnxNode node, String name, Op op, Activation... inputs) {
    List<String> names = Arrays.stream(inputs).map(Activation::node).toList();
    List<Shape> samples = Arrays.stream(inputs).map(Activation::sample).toList();
    Shape output;
    try {
      output = op.outputShape(samples);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw node.refuse(e.getMessage(), "");
    }
    nodes.put(name, new Node(name, op, names));
    shapes.put(name, output);
    return new Activation(name, output);
  }

  /**
   * Gives a node, whose value only {@code by} takes, an operator that does what {@code by} does.
   */
  Activation amend(OnnxNode by, String name, Op op) {
    nodes.computeIfPresent(name, (key, node) -> new Node(key, op, node.inputs()));
    onnxValues.put(name, by.outputName());
    return new Activation(name, shapes.get(name));
  }

  /** The operator of a node; the input has none. */
  <T extends Op> java.util.Optional<T> op(String name, Class<T> type) {
    return java.util.Optional.ofNullable(nodes.get(name))
        .map(Node::op)
        .filter(type::isInstance)
        .map(type::cast);
  }

  /** Whether an input of an ONNX node is taken by that node alone, once, and is no output. */
  boolean takesAlone(OnnxNode node, int index) {
    String value = onnxValues.get(node.activation(index).node());
    return node.inputName(index).equals(value) && uses.getOrDefault(value, 0) == 1;
  }

  /** Says that a node of the graph computes an ONNX value, unless it is known to compute one. */
  void computes(String node, String onnxValue) {
    onnxValues.putIfAbsent(node, onnxValue);
  }

  /** Says that the ONNX model can be run with this batch size only. */
  void fixBatch(int size) {
    fixedBatch = OptionalInt.of(size);
  }

  /** The batch size that the ONNX model's input is declared with. */
  OptionalInt declaredBatch() {
    return declaredBatch;
  }

  OptionalInt fixedBatch() {
    return fixedBatch;
  }

  void note(String note) {
    notes.add(note);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  Map<String, String> onnxValues() {
    return Map.copyOf(onnxValues);
  }

  Graph graph(Activation output) {
    return new Graph(input, List.copyOf(nodes.values()), output.node());
  }
}
