package io.spikeport.conversion;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Conv;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Softmax;
import io.spikeport.stepgraph.RegionModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network as rate coding takes it: functions and float blocks before the first weights stay where
 * they are, those after the last ones become the head, and others are refused.
 *
 * @param graph the network up to its head
 * @param head what runs on the readout's value
 */
record RateNetwork(Graph graph, Optional<FloatBlock> head) {

  private static final String REMEDY =
      "convert with --neuron sigma-delta, which takes any function, or retrain with ReLU or ReLU6";

  /**
   * Splits off the head.
   *
   * @param blocks by the name of a float block, why it is no operator of the graph
   * @param file name of the model, for messages
   * @throws ModelException naming all that rate-coded neurons cannot say
   */
  static RateNetwork of(Graph graph, Map<String, List<Problem>> blocks, String file) {
    Set<String> head = head(graph);
    List<Problem> problems = obstacles(graph, head, blocks);
    if (!problems.isEmpty()) {
      throw new ModelException(problems.stream().map(problem -> problem.within(file)).toList());
    }
    if (head.isEmpty()) {
      return new RateNetwork(graph, Optional.empty());
    }
    List<Node> nodes = graph.nodes().stream().filter(n -> head.contains(n.name())).toList();
    String input = inputs(graph, head).iterator().next();
    FloatBlock block =
        new FloatBlock(
            RegionModel.of(graph, nodes, List.of(input), graph.output()),
            List.of(graph.shape(input)),
            graph.outputShape(),
            nodes.stream().mapToLong(node -> graph.shape(node.name()).size()).sum());
    List<Node> body = graph.nodes().stream().filter(n -> !head.contains(n.name())).toList();
    return new RateNetwork(new Graph(graph.input(), body, input), Optional.of(block));
  }

  /** What stands in the way of rate coding; nothing is thrown. */
  static List<Problem> obstacles(Graph graph, Map<String, List<Problem>> blocks) {
    return obstacles(graph, head(graph), blocks);
  }

  /** The nodes behind the last weights and neurons, from the first that is not linear on. */
  private static Set<String> head(Graph graph) {
    Set<String> tail = new HashSet<>();
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      List<Node> readers = graph.consumers(node.name());
      boolean last = node.name().equals(graph.output()) || !readers.isEmpty();
      if (last
          && readers.stream().allMatch(reader -> tail.contains(reader.name()))
          && !isWeighted(node.op())
          && !isNeuron(node.op())) {
        tail.add(node.name());
      }
    }
    Set<String> head = new LinkedHashSet<>();
    for (Node node : nodes) {
      boolean behind = node.inputs().stream().anyMatch(head::contains);
      if (tail.contains(node.name()) && (behind || isNonlinear(node.op()))) {
        head.add(node.name());
      }
    }
    // A Softmax alone is read out as the article reads it.
    boolean needed =
        head.stream()
            .map(name -> graph.node(name).op())
            .anyMatch(op -> op instanceof FloatBlock || op instanceof Pointwise);
    return needed && inputs(graph, head).size() == 1 ? head : Set.of();
  }

  private static Set<String> inputs(Graph graph, Set<String> region) {
    Set<String> inputs = new LinkedHashSet<>();
    for (String name : region) {
      graph.node(name).inputs().stream().filter(i -> !region.contains(i)).forEach(inputs::add);
    }
    return inputs;
  }

  private static boolean isWeighted(Op op) {
    return op instanceof Conv || op instanceof Linear;
  }

  private static boolean isNeuron(Op op) {
    return op instanceof Relu || op instanceof ClippedRelu;
  }

  private static boolean isNonlinear(Op op) {
    return op instanceof FloatBlock
        || op instanceof Pointwise
        || op instanceof Softmax
        || op instanceof LogSoftmax;
  }

  private static List<Problem> obstacles(
      Graph graph, Set<String> head, Map<String, List<Problem>> blocks) {
    List<Problem> problems = new ArrayList<>();
    Set<String> weighted = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean behind = node.inputs().stream().anyMatch(weighted::contains);
      if (behind || isWeighted(node.op()) || isNeuron(node.op())) {
        weighted.add(node.name());
      }
      boolean refused = behind && isNonlinear(node.op()) && !head.contains(node.name());
      if (refused && !endsWithSoftmax(graph, node)) {
        problems.addAll(reasons(node, blocks));
      }
    }
    return problems;
  }

  private static boolean endsWithSoftmax(Graph graph, Node node) {
    Node last = node;
    while (!last.name().equals(graph.output())) {
      List<Node> readers = graph.consumers(last.name());
      if (readers.size() != 1 || isWeighted(readers.get(0).op()) || isNeuron(readers.get(0).op())) {
        return false;
      }
      last = readers.get(0);
    }
    return node.op() instanceof Softmax || node.op() instanceof LogSoftmax;
  }

  private static List<Problem> reasons(Node node, Map<String, List<Problem>> blocks) {
    List<Problem> known = blocks.getOrDefault(node.name(), List.of());
    if (known.isEmpty()) {
      String what =
          node.op() instanceof Pointwise function
              ? "rate-coded neurons have no form of " + function.name()
              : "it stands between layers";
      return List.of(new Problem(node.describe(), what, REMEDY));
    }
    return known.stream().map(p -> new Problem(p.place(), p.fault(), REMEDY)).toList();
  }
}
