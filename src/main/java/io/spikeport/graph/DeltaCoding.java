package io.spikeport.graph;

import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a delta-coded graph ready to run: the value of an edge is the sum of its messages, so the
 * image and all constants act once, and what is not linear is computed on sums.
 *
 * <ul>
 *   <li>What depends on the image alone stays as it is and is computed once; where it meets the
 *       rest, a {@link Difference} sends it once.
 *   <li>Linear operators behind a neuron lose their constant, which an {@link Impulse} adds once.
 *   <li>Any other operator F becomes {@code F(sum so far) − F(sum before)}: a sum (a {@link
 *       LeakyIntegrator} that does not leak), F, a {@link Difference}; a max pooling is {@link
 *       InhibitedMaxPool}, which says the same.
 * </ul>
 *
 * <p>The result runs on the engines of rate coding, its input held constant.
 */
public final class DeltaCoding {

  private final Graph graph;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> timed = new HashSet<>();
  private final Map<String, String> sent = new HashMap<>();

  private DeltaCoding(Graph graph) {
    this.graph = graph;
    names.add(graph.input().name());
    graph.nodes().forEach(node -> names.add(node.name()));
  }

  /** The graph that sends messages: a node's name stands for its messages. */
  public static Graph expand(Graph graph) {
    return new DeltaCoding(graph).expand();
  }

  private Graph expand() {
    for (Node node : graph.nodes()) {
      boolean isTimed =
          node.op() instanceof Neuron || node.inputs().stream().anyMatch(timed::contains);
      if (!isTimed) {
        add(node.name(), node.op(), node.inputs());
      } else {
        timed.add(node.name());
        send(node, node.inputs().stream().map(this::message).toList());
      }
    }
    return new Graph(graph.input(), nodes, message(graph.output()));
  }

  /** The value's messages: what it sends in each timestep. */
  private String message(String value) {
    if (timed.contains(value)) {
      return value;
    }
    return sent.computeIfAbsent(
        value, key -> add(fresh(value + "/sent"), new Difference(), List.of(value)));
  }

  private void send(Node node, List<String> inputs) {
    Optional<Linearity> linearity = Linearity.of(node.op());
    if (linearity.isPresent()) {
      Op linear = linearity.get().linear();
      Optional<Tensor> constant = linearity.get().constant();
      if (constant.isPresent()) {
        String part = add(fresh(node.name() + "/linear"), linear, inputs);
        add(node.name(), new Impulse(constant.get()), part);
      } else {
        add(node.name(), linear, inputs);
      }
    } else if (node.op() instanceof Neuron) {
      add(node.name(), node.op(), inputs);
    } else if (node.op() instanceof MaxPool pool) {
      add(node.name(), new InhibitedMaxPool(pool.window(), pool.ceilMode()), inputs);
    } else if (node.op() instanceof StatefulOp) {
      throw new IllegalArgumentException(node.describe() + " has no place in delta coding");
    } else {
      List<String> sums = inputs.stream().map(this::sum).toList();
      String value = add(fresh(node.name() + "/value"), node.op(), sums);
      add(node.name(), new Difference(), value);
    }
  }

  private String sum(String message) {
    return add(fresh(message + "/sum"), new LeakyIntegrator(Tensor.scalar(1)), message);
  }

  private String add(String name, Op op, String input) {
    return add(name, op, List.of(input));
  }

  private String add(String name, Op op, List<String> inputs) {
    nodes.add(new Node(name, op, inputs));
    return name;
  }

  private String fresh(String wish) {
    String name = wish;
    for (int i = 2; !names.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }
}
