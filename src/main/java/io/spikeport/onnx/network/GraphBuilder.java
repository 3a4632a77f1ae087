package io.spikeport.onnx.network;

import io.spikeport.graph.Flatten;
import io.spikeport.graph.Function;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Take;
import io.spikeport.graph.Transpose;
import io.spikeport.onnx.model.ModelNodes;
import io.spikeport.onnx.model.RuntimeTranspose;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
public final class GraphBuilder {

  private final GraphInput input;
  private final ValueLayout inputLayout;
  private final ModelNodes model;
  private final OptionalInt declaredBatch;
  private final ConstantDecoder decoder;
  private final Budget budget;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<String> order = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, String> onnxValues = new LinkedHashMap<>();
  private final Map<String, ValueLayout> layouts = new HashMap<>();
  private final Map<Activation, Activation> straightened = new HashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private OptionalInt fixedBatch = OptionalInt.empty();

  public GraphBuilder(ModelInput input, ModelNodes model, ConstantDecoder decoder, Budget budget) {
    this.input = input.toGraphInput();
    this.inputLayout = input.layout();
    this.model = model;
    this.declaredBatch = input.batch();
    this.decoder = decoder;
    this.budget = budget;
    shapes.put(input.name(), input.layout().stored());
  }

  public ConstantDecoder weights() {
    return decoder;
  }

  /**
   * The input rounded to whole numbers within bounds, as a model does that takes images of
   * integers.
   */
  public Activation wholeInput(float low, float high) {
    io.spikeport.graph.Activation whole =
        io.spikeport.graph.Activation.of(Function.QUANTIZE, 1, low, high);
    Activation stored =
        add(free(input.name() + "/whole"), new Pointwise(whole), stored(input.name()));
    return new Activation(stored.node(), inputLayout);
  }

  /** Asks for a number of elements before they are allocated for a constant. */
  public void spend(OnnxNode node, long elements) {
    budget.spend(node.place(), elements);
  }

  /** Adds the graph's node for an ONNX node. Inputs are taken in the graph's order. */
  public Activation add(OnnxNode node, Op op, Activation... inputs) {
    boolean first = !nodes.containsKey(node.name());
    return add(node, first ? node.name() : free(node.name()), op, inputs);
  }

  /** Adds a node that an ONNX node needs beside its own. */
  public Activation addBeside(OnnxNode node, String suffix, Op op, Activation... inputs) {
    return add(node, free(node.name() + "/" + suffix), op, inputs);
  }

  private String free(String wanted) {
    String name = wanted;
    for (int i = 2; shapes.containsKey(name) || model.isName(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** Adds the graph's node for an ONNX node that changes every element by itself. */
  public Activation addElementwise(OnnxNode node, Op op, Activation input) {
    return new Activation(add(node, op, input).node(), input.layout(), input.bare());
  }

  private Activation add(OnnxNode node, String name, Op op, Activation... inputs) {
    return node.fitting(() -> add(name, op, inputs));
  }

  private Activation add(String name, Op op, Activation... inputs) {
    List<String> names = Arrays.stream(inputs).map(Activation::node).toList();
    Shape output = op.outputShape(names.stream().map(shapes::get).toList());
    nodes.put(name, new Node(name, op, names));
    order.add(name);
    shapes.put(name, output);
    return new Activation(name, ValueLayout.straight(output));
  }

  /** The same value with its elements in the graph in ONNX's order. */
  public Activation straight(OnnxNode node, Activation value) {
    return straighten(node.name(), value).withBare(value.bare());
  }

  private Activation straighten(String base, Activation value) {
    ValueLayout layout = value.layout();
    if (layout.isStraight()) {
      return value;
    }
    Activation known = straightened.get(value);
    if (known == null) {
      known = ordered(base, stored(value.node()), layout);
      straightened.put(value, known);
    }
    return known;
  }

  private Activation ordered(String base, Activation stored, ValueLayout layout) {
    if (layout.keepsOrder()) {
      return add(free(base + "/reshape"), new Reshape(layout.sample()), stored);
    }
    Activation whole =
        layout.flat()
            ? add(free(base + "/unflatten"), new Reshape(layout.stored()), stored)
            : stored;
    Transpose turn = new Transpose(layout.permutation());
    Activation turned = add(free(base + "/transpose"), turn, whole);
    return layout.flat() ? add(free(base + "/flatten"), new Flatten(), turned) : turned;
  }

  /** A value of one element that is 0 for every sample. */
  Activation zero(OnnxNode node) {
    Activation flat = addBeside(node, "flatten", new Flatten(), stored(input.name()));
    return addBeside(node, "zero", new Take(1, List.of(Take.NOWHERE)), flat);
  }

  /** The value of a node of the graph, in the graph's own order. */
  public Activation stored(String node) {
    return new Activation(node, ValueLayout.straight(shapes.get(node)));
  }

  /**
   * Gives a node whose value only {@code by} takes an operator that also does what {@code by} does.
   */
  public Activation amend(OnnxNode by, Activation value, Op op) {
    nodes.computeIfPresent(value.node(), (key, node) -> new Node(key, op, node.inputs()));
    onnxValues.put(value.node(), by.outputName(0));
    return value;
  }

  /** The node that computes a value; the graph's input has none. */
  public Optional<Node> maker(Activation value) {
    return maker(value.node());
  }

  public Optional<Node> maker(String value) {
    return Optional.ofNullable(nodes.get(value));
  }

  /** The operator that computes a value, if it is of a type. */
  public <T extends Op> Optional<T> op(Activation value, Class<T> type) {
    return maker(value).map(Node::op).filter(type::isInstance).map(type::cast);
  }

  /** Whether the graph has a node, or the input, of a name. */
  public boolean has(String name) {
    return shapes.containsKey(name);
  }

  /** How often an ONNX value is taken. */
  public int uses(String onnxValue) {
    return model.uses(onnxValue);
  }

  /** Whether an input of an ONNX node is taken by that node alone, once, and is no output. */
  public boolean takesAlone(OnnxNode node, int index) {
    String value = node.inputName(index);
    return value.equals(onnxValues.get(node.anyActivation(index).node())) && model.uses(value) == 1;
  }

  /** Says that a node of the graph computes an ONNX value, unless it is known to compute one. */
  public void computes(Activation activation, String onnxValue) {
    if (!activation.node().equals(input.name())) {
      onnxValues.putIfAbsent(activation.node(), onnxValue);
      layouts.putIfAbsent(activation.node(), activation.layout());
    }
  }

  /** Says that the ONNX model can be run with this batch size only. */
  public void fixBatch(int size) {
    fixedBatch = OptionalInt.of(size);
  }

  /** The batch size that the ONNX model's input is declared with. */
  public OptionalInt declaredBatch() {
    return declaredBatch;
  }

  /** An integer with the batch size put in, where the model declares one. */
  public Dim withoutBatch(Dim dim) {
    if (!dim.batch() || declaredBatch.isEmpty()) {
      return dim;
    }
    fixBatch(declaredBatch.getAsInt());
    return Dim.of(dim.factor() * declaredBatch.getAsInt());
  }

  public OptionalInt fixedBatch() {
    return fixedBatch;
  }

  public void note(String note) {
    notes.add(note);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** For each node the name of its value in the copy for ONNX Runtime. */
  public Map<String, String> runtimeNames() {
    Map<String, String> names = new LinkedHashMap<>(onnxValues);
    layouts.forEach(
        (node, layout) -> {
          if (layout.flat()) {
            // ONNX Runtime cannot be asked for a vector in another order; nobody needs these.
            names.remove(node);
          } else if (!layout.isStraight()) {
            names.computeIfPresent(node, (key, value) -> channelsFirst(value));
          }
        });
    return names;
  }

  /** What has to be transposed so that the copy for ONNX Runtime has the graph's layout. */
  public List<RuntimeTranspose> transposes() {
    List<RuntimeTranspose> transposes = new ArrayList<>();
    onnxValues.forEach(
        (node, value) -> {
          ValueLayout layout = layouts.get(node);
          if (!layout.isStraight() && !layout.flat()) {
            transposes.add(transpose(value, layout));
          }
        });
    if (!inputLayout.isStraight()) {
      transposes.add(transpose(input.name(), inputLayout));
    }
    return transposes;
  }

  private RuntimeTranspose transpose(String value, ValueLayout layout) {
    List<Integer> permutation = new ArrayList<>(List.of(0));
    for (int axis = 1; axis <= layout.stored().rank(); axis++) {
      permutation.add(layout.permutation().indexOf(axis) + 1);
    }
    return new RuntimeTranspose(value, channelsFirst(value), permutation);
  }

  private static String channelsFirst(String value) {
    return value + "/channels_first";
  }

  public Shape shape(String node) {
    return shapes.get(node);
  }

  /** All nodes, also those that turned out not to be needed, in topological order. */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** The nodes that were added after there were {@code count}. */
  public List<Node> nodesSince(int count) {
    return order.subList(count, order.size()).stream().map(nodes::get).toList();
  }

  public int size() {
    return nodes.size();
  }

  /**
   * The graph up to a value, without what is not needed for it.
   *
   * @param name for a node that puts the output's elements in order, if one is needed
   */
  public Graph graph(String name, Activation value) {
    Activation output = straighten(name, value);
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
