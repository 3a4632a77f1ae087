package io.spikeport.graph;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network: one input, nodes in topological order, one output. Immutable and checked: names are
 * unique, every node's inputs stand before it, and all shapes fit.
 */
public final class Graph {

  private final GraphInput input;
  private final List<Node> nodes;
  private final String output;
  private final Map<String, Node> byName;
  private final Map<String, Shape> shapes;
  private final Map<String, List<Node>> consumers;

  /**
   * @param nodes in topological order
   * @param output name of the node (or the input) whose value is the graph's output
   * @throws ModelException if a name is repeated or dangling, or shapes do not fit
   */
  public Graph(GraphInput input, List<Node> nodes, String output) {
    this.input = input;
    this.nodes = List.copyOf(nodes);
    this.output = output;
    this.byName = new LinkedHashMap<>();
    this.shapes = new HashMap<>();
    this.consumers = new HashMap<>();
    shapes.put(input.name(), input.shape());
    for (Node node : this.nodes) {
      add(node);
    }
    if (!shapes.containsKey(output)) {
      throw new ModelException(
          Problem.mismatch("output", "the name of a node", "'" + output + "'", ""));
    }
  }

  private void add(Node node) {
    List<Shape> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      Shape shape = shapes.get(name);
      if (shape == null) {
        throw new ModelException(
            Problem.mismatch(node.describe(), "inputs that stand before it", "'" + name + "'", ""));
      }
      inputs.add(shape);
      consumers.computeIfAbsent(name, key -> new ArrayList<>()).add(node);
    }
    try {
      if (shapes.put(node.name(), node.op().outputShape(inputs)) != null) {
        throw new ModelException(new Problem(node.describe(), "this name is given twice", ""));
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(new Problem(node.describe(), e.getMessage(), ""), e);
    }
    byName.put(node.name(), node);
  }

  public GraphInput input() {
    return input;
  }

  /** All nodes, in topological order. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Name of the node whose value is the output. */
  public String output() {
    return output;
  }

  /** Shape of one sample's output. */
  public Shape outputShape() {
    return shape(output);
  }

  public boolean hasNode(String name) {
    return byName.containsKey(name);
  }

  /**
   * @throws IllegalArgumentException if there is no such node
   */
  public Node node(String name) {
    Node node = byName.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node '" + name + "'");
    }
    return node;
  }

  /** Shape of one sample of a node's value, or of the input. */
  public Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException("no value '" + name + "'");
    }
    return shape;
  }

  /** Shapes of one sample of a node's inputs, in order. */
  public List<Shape> inputShapes(Node node) {
    return node.inputs().stream().map(this::shape).toList();
  }

  /** The nodes that take a value, once for every time they take it; the output is not counted. */
  public List<Node> consumers(String name) {
    return Collections.unmodifiableList(consumers.getOrDefault(name, List.of()));
  }

  /** Whether {@code consumer} alone takes the value of {@code name}, once, and it is no output. */
  public boolean feedsOnly(String name, Node consumer) {
    return !name.equals(output) && consumers(name).equals(List.of(consumer));
  }

  /** The neuron layers, in topological order. */
  public List<Node> neurons() {
    return nodes.stream().filter(node -> node.op() instanceof Neuron).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Graph that
        && input.equals(that.input)
        && nodes.equals(that.nodes)
        && output.equals(that.output);
  }

  @Override
  public int hashCode() {
    return 31 * nodes.hashCode() + output.hashCode();
  }

  @Override
  public String toString() {
    return "Graph[" + nodes.size() + " nodes, output " + output + "]";
  }
}
