package io.spikeport.graph;

import java.util.List;
import java.util.Objects;

/**
 * One operator at its place in a {@link Graph}.
 *
 * @param name unique in the graph; it also names the value that the operator yields
 * @param op the operator
 * @param inputs names of the nodes, or of the graph's input, whose values the operator takes
 */
public record Node(String name, Op op, List<String> inputs) {

  public Node {
    Objects.requireNonNull(name);
    Objects.requireNonNull(op);
    inputs = List.copyOf(inputs);
  }

  public Node(String name, Op op, String input) {
    this(name, op, List.of(input));
  }

  /** For messages: {@code node 'layer1.0.act' (Relu)}. */
  public String describe() {
    return "node '" + name + "' (" + op.name() + ")";
  }
}
