package io.spikeport.onnx.block;

import io.spikeport.graph.Conv;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Softmax;
import io.spikeport.stepgraph.RegionModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins float blocks, and what stands between them without weights, to blocks that are as large as
 * can be: between two operators that both need sums nothing has to be sent as spikes. A block ends
 * where something outside reads its value. A Softmax inside the network counts as a block.
 */
public final class MergeBlocks {

  private final Set<String> readable;

  /**
   * @param readable nodes whose values the ONNX model has, too. Others only reorder elements; a
   *     block does not end in one, since calibration could not read its value.
   */
  public MergeBlocks(Set<String> readable) {
    this.readable = readable;
  }

  /** Joins what there is to join; a graph without float blocks stays as it is. */
  public Graph apply(Graph graph) {
    if (graph.nodes().stream().noneMatch(node -> isBlock(graph, node))) {
      return graph;
    }
    Set<String> region = region(graph);
    Set<String> ends = ends(graph, region);
    while (region.removeIf(node -> ends.contains(node) && !mayEnd(graph, node))) {
      ends.clear();
      ends.addAll(ends(graph, region));
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!region.contains(node.name())) {
        nodes.add(node);
      } else if (ends.contains(node.name())) {
        nodes.add(joined(graph, node, region, ends));
      }
    }
    return new Graph(graph.input(), nodes, graph.output());
  }

  private boolean mayEnd(Graph graph, String node) {
    return readable.contains(node)
        || node.equals(graph.output())
        || graph.node(node).op() instanceof FloatBlock;
  }

  /** The nodes of a region whose values something outside reads. */
  private static Set<String> ends(Graph graph, Set<String> region) {
    Set<String> ends = new HashSet<>();
    for (String node : region) {
      boolean isRead =
          node.equals(graph.output())
              || graph.consumers(node).stream().anyMatch(r -> !region.contains(r.name()));
      if (isRead) {
        ends.add(node);
      }
    }
    return ends;
  }

  private static boolean isBlock(Graph graph, Node node) {
    boolean softmax = node.op() instanceof Softmax || node.op() instanceof LogSoftmax;
    return node.op() instanceof FloatBlock || softmax && reachesWeights(graph, node);
  }

  /** Whether anything that computes stands behind a node. */
  private static boolean reachesWeights(Graph graph, Node from) {
    Deque<Node> open = new ArrayDeque<>(graph.consumers(from.name()));
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (!isWithoutWeights(node.op()) || node.op() instanceof FloatBlock) {
        return true;
      }
      open.addAll(graph.consumers(node.name()));
    }
    return false;
  }

  private static boolean isWithoutWeights(Op op) {
    return !(op instanceof Conv
        || op instanceof Linear
        || op instanceof Pointwise
        || op instanceof io.spikeport.graph.Relu
        || op instanceof io.spikeport.graph.ClippedRelu);
  }

  /** The blocks, and what lies between two of them without weights on the way. */
  private static Set<String> region(Graph graph) {
    Map<String, Boolean> after = new HashMap<>();
    Map<String, Boolean> before = new HashMap<>();
    List<Node> nodes = graph.nodes();
    for (Node node : nodes) {
      boolean behind = node.inputs().stream().anyMatch(input -> after.getOrDefault(input, false));
      after.put(node.name(), isBlock(graph, node) || isWithoutWeights(node.op()) && behind);
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      boolean leads =
          graph.consumers(node.name()).stream()
              .anyMatch(reader -> before.getOrDefault(reader.name(), false));
      before.put(node.name(), isBlock(graph, node) || isWithoutWeights(node.op()) && leads);
    }
    Set<String> region = new LinkedHashSet<>();
    for (Node node : nodes) {
      if (after.get(node.name()) && before.get(node.name())) {
        region.add(node.name());
      }
    }
    return region;
  }

  private static Node joined(Graph graph, Node end, Set<String> region, Set<String> ends) {
    Set<String> inside = new HashSet<>(Set.of(end.name()));
    Deque<Node> open = new ArrayDeque<>(List.of(end));
    Set<String> inputs = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      for (String input : open.pop().inputs()) {
        if (region.contains(input) && !ends.contains(input)) {
          if (inside.add(input)) {
            open.add(graph.node(input));
          }
        } else {
          inputs.add(input);
        }
      }
    }
    if (inside.size() == 1 && end.op() instanceof FloatBlock) {
      return end;
    }
    List<Node> nodes = graph.nodes().stream().filter(n -> inside.contains(n.name())).toList();
    List<String> sources = List.copyOf(inputs);
    FloatBlock block =
        new FloatBlock(
            RegionModel.of(graph, nodes, sources, end.name()),
            sources.stream().map(graph::shape).toList(),
            graph.shape(end.name()),
            nodes.stream().mapToLong(node -> operations(graph, node)).sum());
    return new Node(end.name(), block, sources);
  }

  private static long operations(Graph graph, Node node) {
    return node.op() instanceof FloatBlock block
        ? block.operations()
        : graph.shape(node.name()).size();
  }
}
