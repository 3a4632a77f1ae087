package io.spikeport.rewrite.pass;

import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds a new graph from an old one, node by node in topological order. Whoever takes the value of
 * an old node is given the new node's value that stands for it.
 */
public final class GraphRewriter {

  private final Graph old;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, String> standsFor = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  public GraphRewriter(Graph old) {
    this.old = old;
    names.add(old.input().name());
    old.nodes().forEach(node -> names.add(node.name()));
  }

  GraphInput input() {
    return old.input();
  }

  /** The new name of an old value. */
  String renamed(String oldName) {
    return standsFor.getOrDefault(oldName, oldName);
  }

  /** The new names of an old node's inputs. */
  public List<String> inputs(Node oldNode) {
    return oldNode.inputs().stream().map(this::renamed).toList();
  }

  /** Takes an old node over as it is. */
  public void keep(Node oldNode) {
    nodes.add(new Node(oldNode.name(), oldNode.op(), inputs(oldNode)));
  }

  /** Takes an old node over with another operator. */
  public void replace(Node oldNode, Op op) {
    nodes.add(new Node(oldNode.name(), op, inputs(oldNode)));
  }

  /** Adds a new node; its inputs are named as in the new graph. */
  public String add(String name, Op op, List<String> inputs) {
    nodes.add(new Node(name, op, inputs));
    return name;
  }

  /** From here on, whoever takes {@code oldName} takes the new value {@code newName}. */
  public void alias(String oldName, String newName) {
    standsFor.put(oldName, newName);
  }

  /** Leaves an old node out; its only input stands for it. */
  public void drop(Node oldNode) {
    alias(oldNode.name(), renamed(oldNode.inputs().get(0)));
  }

  /** A name that neither graph has yet, as close to {@code wish} as possible. */
  public String fresh(String wish) {
    String name = wish;
    for (int i = 2; !names.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }

  public Graph build() {
    return new Graph(old.input(), nodes, renamed(old.output()));
  }
}
