package io.spikeport.onnx;

import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Transpose;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.tensor.Shape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The graph as far as it has been built, and what was learnt on the way. */
final class Network {

  private final GraphInput input;
  private final ModelNodes model;
  private final OptionalInt declaredBatch;
  private final Weights weights;
  private final Budget budget;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, String> onnxValues = new LinkedHashMap<>();
  private final Map<String, Layout> layouts = new HashMap<>();
  private final Map<Activation, Activation> straightened = new HashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private OptionalInt fixedBatch = OptionalInt.empty();

  /**
   * @param declaredBatch the batch size that the ONNX model's input is declared with
   */
  Network(
      GraphInput input,
      ModelNodes model,
      OptionalInt declaredBatch,
      Weights weights,
      Budget budget) {
    this.input = input;
    this.model = model;
    this.declaredBatch = declaredBatch;
    this.weights = weights;
    this.budget = budget;
    shapes.put(input.name(), input.shape());
  }

  Weights weights() {
    return weights;
  }

  /** Asks for a number of elements before they are allocated for a constant. */
  void spend(OnnxNode node, long elements) {
    budget.spend(node.place(), elements);
  }

  /** Adds the graph's node for an ONNX node. Inputs are taken in the graph's order. */
  Activation add(OnnxNode node, Op op, Activation... inputs) {
    return add(node, node.name(), op, inputs);
  }

  /** Adds a node that an ONNX node needs beside its own. */
  Activation addBeside(OnnxNode node, String suffix, Op op, Activation... inputs) {
    String name = node.name() + "/" + suffix;
    for (int i = 2; shapes.containsKey(name) || model.isName(name); i++) {
      name = node.name() + "/" + suffix + "_" + i;
    }
    return add(node, name, op, inputs);
  }

  /** Adds the graph's node for an ONNX node that changes every element by itself. */
  Activation addElementwise(OnnxNode node, Op op, Activation input) {
    return new Activation(add(node, op, input).node(), input.layout());
  }

  private Activation add(OnnxNode node, String name, Op op, Activation... inputs) {
    List<String> names = Arrays.stream(inputs).map(Activation::node).toList();
    Shape output = node.fitting(() -> op.outputShape(names.stream().map(shapes::get).toList()));
    nodes.put(name, new Node(name, op, names));
    shapes.put(name, output);
    return new Activation(name, Layout.straight(output));
  }

  /** The same value with its elements in the graph in ONNX's order. */
  Activation straight(OnnxNode node, Activation value) {
    Layout layout = value.layout();
    return layout.isStraight()
        ? value
        : straightened.computeIfAbsent(value, key -> straighten(node, key.node(), layout));
  }

  private Activation straighten(OnnxNode node, String from, Layout layout) {
    Activation stored = new Activation(from, Layout.straight(shapes.get(from)));
    if (layout.keepsOrder()) {
      return addBeside(node, "reshape", new Reshape(layout.sample()), stored);
    }
    Activation whole =
        layout.flat() ? addBeside(node, "unflatten", new Reshape(layout.stored()), stored) : stored;
    Activation turned =
        addBeside(node, "transpose", new Transpose(layout.permutation()), whole);
    return layout.flat() ? addBeside(node, "flatten", new Flatten(), turned) : turned;
  }

  /** The value of a node of the graph, in the graph's own order. */
  Activation stored(String node) {
    return new Activation(node, Layout.straight(shapes.get(node)));
  }

  /**
   * Gives a node whose value only {@code by} takes an operator that also does what {@code by} does.
   */
  Activation amend(OnnxNode by, Activation value, Op op) {
    nodes.computeIfPresent(value.node(), (key, node) -> new Node(key, op, node.inputs()));
    onnxValues.put(value.node(), by.outputName(0));
    return value;
  }

  /** The node that computes a value; the graph's input has none. */
  Optional<Node> maker(Activation value) {
    return Optional.ofNullable(nodes.get(value.node()));
  }

  /** The operator that computes a value, if it is of a type. */
  <T extends Op> Optional<T> op(Activation value, Class<T> type) {
    return maker(value).map(Node::op).filter(type::isInstance).map(type::cast);
  }

  /** Whether an input of an ONNX node is taken by that node alone, once, and is no output. */
  boolean takesAlone(OnnxNode node, int index) {
    String value = node.inputName(index);
    return value.equals(onnxValues.get(node.activation(index).node())) && model.uses(value) == 1;
  }

  /** Says that a node of the graph computes an ONNX value, unless it is known to compute one. */
  void computes(Activation activation, String onnxValue) {
    if (!activation.layout().flat() && !activation.node().equals(input.name())) {
      onnxValues.putIfAbsent(activation.node(), onnxValue);
      layouts.putIfAbsent(activation.node(), activation.layout());
    }
  }

  /** Says that the ONNX model can be run with this batch size only. */
  void fixBatch(int size) {
    fixedBatch = OptionalInt.of(size);
  }

  /** The batch size that the ONNX model's input is declared with. */
  OptionalInt declaredBatch() {
    return declaredBatch;
  }

  /** An integer with the batch size put in, where the model declares one. */
  Dim withoutBatch(Dim dim) {
    if (!dim.batch() || declaredBatch.isEmpty()) {
      return dim;
    }
    fixBatch(declaredBatch.getAsInt());
    return Dim.of(dim.factor() * declaredBatch.getAsInt());
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

  Map<String, Layout> layouts() {
    return Map.copyOf(layouts);
  }

  Shape shape(String node) {
    return shapes.get(node);
  }

  /** All nodes, also those that turned out not to be needed, in topological order. */
  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** The graph up to a value, without what is not needed for it. */
  Graph graph(Activation output) {
    Set<String> needed = new HashSet<>(Set.of(output.node()));
    Deque<Node> kept = new ArrayDeque<>();
    List<Node> all = nodes();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (needed.contains(all.get(i).name())) {
        needed.addAll(all.get(i).inputs());
        kept.addFirst(all.get(i));
      }
    }
    return new Graph(input, List.copyOf(kept), output.node());
  }
}
