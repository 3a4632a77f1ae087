package io.spikeport.onnx.model;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Puts the nodes that an output depends on in topological order. */
public final class NodeOrder {

  private final List<SourceNode> nodes;
  private final Set<String> given;
  private final String file;
  private final Map<String, Integer> makers = new HashMap<>();

  private NodeOrder(List<SourceNode> nodes, Set<String> given, String file) {
    this.nodes = nodes;
    this.given = given;
    this.file = file;
    for (int i = 0; i < nodes.size(); i++) {
      for (String name : nodes.get(i).proto().getOutputList()) {
        if (!name.isEmpty() && (makers.put(name, i) != null || given.contains(name))) {
          throw new ModelException(
              new Problem(file, "the name '" + name + "' is given to two values", ""));
        }
      }
    }
  }

  /**
   * The nodes that {@code output} depends on. They keep the file's order as far as that is a
   * topological one.
   *
   * @param given names of the values that no node makes
   * @throws ModelException if a value is made twice, comes from nowhere, or depends on itself
   */
  public static List<SourceNode> of(
      List<SourceNode> nodes, Set<String> given, String output, String file) {
    NodeOrder order = new NodeOrder(nodes, given, file);
    return order.sorted(order.needed(output));
  }

  private BitSet needed(String output) {
    BitSet needed = new BitSet();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      String name = open.pop();
      Integer maker = makers.get(name);
      if (maker == null && !given.contains(name)) {
        throw new ModelException(
            new Problem(file, "the value '" + name + "' comes from nowhere", "export it again"));
      }
      if (maker != null && !needed.get(maker)) {
        needed.set(maker);
        nodes.get(maker).proto().getInputList().stream()
            .filter(i -> !i.isEmpty())
            .forEach(open::push);
      }
    }
    return needed;
  }

  private List<SourceNode> sorted(BitSet needed) {
    Map<Integer, Integer> unmet = new HashMap<>();
    Map<Integer, List<Integer>> consumers = new HashMap<>();
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    needed.stream()
        .forEach(
            node -> {
              for (String name : nodes.get(node).proto().getInputList()) {
                Integer maker = makers.get(name);
                if (maker != null) {
                  unmet.merge(node, 1, Integer::sum);
                  consumers.computeIfAbsent(maker, key -> new ArrayList<>()).add(node);
                }
              }
              if (!unmet.containsKey(node)) {
                ready.add(node);
              }
            });
    List<SourceNode> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      Integer node = ready.remove();
      sorted.add(nodes.get(node));
      for (Integer consumer : consumers.getOrDefault(node, List.of())) {
        if (unmet.merge(consumer, -1, Integer::sum) == 0) {
          ready.add(consumer);
        }
      }
    }
    if (sorted.size() < needed.cardinality()) {
      throw new ModelException(
          new Problem(file, "some nodes depend on their own outputs", "export the model again"));
    }
    return List.copyOf(sorted);
  }
}
