package io.spikeport.format.nir;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.format.nir.file.NirEdge;
import io.spikeport.format.nir.file.NirGraph;
import io.spikeport.format.nir.file.NirNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A NIR graph without graphs inside, in topological order.
 *
 * @param nodes in topological order
 * @param inputs of every node, the nodes whose values are added up, in the order of the file
 */
record FlatGraph(List<NirNode> nodes, Map<String, List<String>> inputs) {

  FlatGraph {
    nodes = List.copyOf(nodes);
    inputs = Map.copyOf(inputs);
  }

  /** Where the edges to and from a graph inside really lead. */
  private record Ports(String input, String output) {}

  /**
   * @throws ModelException if an edge leads nowhere, a name is given twice, there is a cycle, or a
   *     graph inside has not one input and one output
   */
  static FlatGraph of(NirGraph graph) {
    Map<String, NirNode> nodes = new LinkedHashMap<>();
    Set<NirEdge> edges = new LinkedHashSet<>();
    inline(graph, "", nodes, edges);
    Map<String, List<String>> inputs = new HashMap<>();
    nodes.keySet().forEach(name -> inputs.put(name, new ArrayList<>()));
    edges.forEach(edge -> inputs.get(edge.to()).add(edge.from()));
    return new FlatGraph(sorted(nodes, edges, inputs), inputs);
  }

  private static Optional<Ports> inline(
      NirGraph graph, String prefix, Map<String, NirNode> nodes, Set<NirEdge> edges) {
    Map<String, Ports> inside = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (NirNode node : graph.nodes()) {
      names.add(node.name());
      String name = prefix + node.name();
      if (node.graph().isPresent()) {
        inside.put(
            node.name(),
            inline(node.graph().get(), name + ".", nodes, edges)
                .orElseThrow(() -> ports(name, "none")));
      } else if (nodes.put(name, plain(node, prefix)) != null) {
        throw new ModelException(
            new Problem("node '" + name + "'", "this name is given twice", ""));
      }
    }
    for (NirEdge edge : graph.edges()) {
      requireNode(names, edge, edge.from());
      requireNode(names, edge, edge.to());
      Ports from = inside.get(edge.from());
      Ports to = inside.get(edge.to());
      edges.add(
          new NirEdge(
              from == null ? prefix + edge.from() : from.output(),
              to == null ? prefix + edge.to() : to.input()));
    }
    return prefix.isEmpty() ? Optional.empty() : Optional.of(portsOf(graph, prefix));
  }

  /** Inside another graph, inputs and outputs are places that values pass through. */
  private static NirNode plain(NirNode node, String prefix) {
    boolean passes =
        !prefix.isEmpty() && (node.type().equals("Input") || node.type().equals("Output"));
    return passes
        ? new NirNode(prefix + node.name(), Notes.IDENTITY, Map.of(), Map.of())
        : node.withName(prefix + node.name());
  }

  private static Ports portsOf(NirGraph graph, String prefix) {
    return new Ports(
        prefix + only(graph, prefix, "Input").name(),
        prefix + only(graph, prefix, "Output").name());
  }

  private static NirNode only(NirGraph graph, String prefix, String type) {
    List<NirNode> found = graph.nodes().stream().filter(node -> node.type().equals(type)).toList();
    if (found.size() != 1) {
      throw ports(prefix.substring(0, prefix.length() - 1), found.size() + " of type " + type);
    }
    return found.get(0);
  }

  private static ModelException ports(String name, String found) {
    return new ModelException(
        Problem.mismatch(
            "node '" + name + "' (NIRGraph)",
            "one Input and one Output inside",
            found,
            "graphs with several are not supported"));
  }

  private static void requireNode(Set<String> names, NirEdge edge, String name) {
    if (!names.contains(name)) {
      throw new ModelException(
          Problem.mismatch(
              "edge '" + edge.from() + "' → '" + edge.to() + "'",
              "names of nodes",
              "no node '" + name + "'",
              "the file is malformed; write it again"));
    }
  }

  private static List<NirNode> sorted(
      Map<String, NirNode> nodes, Set<NirEdge> edges, Map<String, List<String>> inputs) {
    Map<String, Integer> open = new HashMap<>();
    inputs.forEach((name, from) -> open.put(name, from.size()));
    Map<String, List<String>> outputs = new HashMap<>();
    edges.forEach(
        edge -> outputs.computeIfAbsent(edge.from(), key -> new ArrayList<>()).add(edge.to()));
    Deque<String> ready = new ArrayDeque<>();
    nodes.keySet().stream().filter(name -> open.get(name) == 0).forEach(ready::add);
    List<NirNode> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      String name = ready.remove();
      sorted.add(nodes.get(name));
      for (String next : outputs.getOrDefault(name, List.of())) {
        if (open.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    if (sorted.size() < nodes.size()) {
      sorted.forEach(node -> open.remove(node.name()));
      throw cycle(open.keySet(), inputs);
    }
    return sorted;
  }

  /** Names a cycle among nodes each of which has an input among them. */
  private static ModelException cycle(Set<String> left, Map<String, List<String>> inputs) {
    List<String> way = new ArrayList<>();
    String name = left.stream().sorted().findFirst().orElseThrow();
    while (!way.contains(name)) {
      way.add(name);
      name = inputs.get(name).stream().filter(left::contains).sorted().findFirst().orElseThrow();
    }
    List<String> cycle = new ArrayList<>(way.subList(way.indexOf(name), way.size()));
    java.util.Collections.reverse(cycle);
    cycle.add(cycle.get(0));
    return new ModelException(
        Problem.mismatch(
            "node '" + cycle.get(0) + "'",
            "a network without recurrent connections",
            "the cycle " + String.join(" → ", cycle),
            "recurrent networks are not supported"));
  }
}
