package io.spikeport.rewrite.pass;

import io.spikeport.graph.Add;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Before: {@code Conv|Linear(W, b) → … → VoltageScaler(f)}, every value between taken by nobody
 * else. After: {@code Conv|Linear(f·W, f·b) → …} (Rueckauer et al. 2017, section 2.2). At an
 * addition the factor goes into every branch. Where it cannot go further the scaler is kept.
 */
public final class FoldScalersIntoPreviousLayer implements Pass {

  private static final Tensor ONE = Tensor.scalar(1);

  @Override
  public Graph apply(Graph graph) {
    return new Run(graph).run();
  }

  /** One application of the pass, from the output to the input. */
  private static final class Run {

    private final Graph graph;
    private final GraphRewriter names;
    private final Map<String, Tensor> wanted = new HashMap<>();
    private final Map<String, String> dropped = new HashMap<>();
    private final List<Node> reversed = new ArrayList<>();

    Run(Graph graph) {
      this.graph = graph;
      this.names = new GraphRewriter(graph);
    }

    Graph run() {
      for (int i = graph.nodes().size() - 1; i >= 0; i--) {
        visit(graph.nodes().get(i));
      }
      Collections.reverse(reversed);
      List<Node> nodes =
          reversed.stream()
              .map(n -> new Node(n.name(), n.op(), n.inputs().stream().map(this::kept).toList()))
              .toList();
      return new Graph(graph.input(), nodes, kept(graph.output()));
    }

    private void visit(Node node) {
      Tensor factor = wanted.getOrDefault(node.name(), ONE);
      if (node.op() instanceof VoltageScaler scaler) {
        scaler(node, FactorPropagation.product(scaler.factor(), factor));
      } else if (FactorPropagation.isOne(factor)) {
        reversed.add(node);
      } else if (node.op() instanceof Conv || node.op() instanceof Linear) {
        emit(node, ChannelFactors.afterOutput(node.op(), factor, Tensor.scalar(0)));
      } else if (node.op() instanceof ChannelAffine affine) {
        emit(
            node,
            new ChannelAffine(
                FactorPropagation.product(affine.scale(), factor),
                FactorPropagation.product(affine.shift(), factor)));
      } else if (node.op() instanceof Add) {
        add(node, factor);
      } else if (node.op() instanceof Concat) {
        concat(node, factor);
      } else {
        pass(node, factor);
      }
    }

    private void emit(Node node, Op op) {
      reversed.add(new Node(node.name(), op, node.inputs()));
    }

    private void scaler(Node node, Tensor factor) {
      String input = node.inputs().get(0);
      if (FactorPropagation.isOne(factor)) {
        dropped.put(node.name(), input);
      } else if (takes(input, node, factor)) {
        dropped.put(node.name(), input);
        wanted.put(input, factor);
      } else {
        emit(node, new VoltageScaler(factor));
      }
    }

    /** Whether a factor on {@code input}, which {@code node} alone takes, can be absorbed there. */
    private boolean takes(String input, Node node, Tensor factor) {
      return graph.hasNode(input)
          && graph.feedsOnly(input, node)
          && absorbs(graph.node(input), factor);
    }

    private boolean absorbs(Node node, Tensor factor) {
      if (node.op() instanceof Concat concat) {
        return concat.axis() == 1 || factor.isScalar();
      }
      return node.op() instanceof VoltageScaler
          || node.op() instanceof Conv
          || node.op() instanceof Linear
          || node.op() instanceof ChannelAffine
          || node.op() instanceof Add
          || FactorPropagation.backward(node.op(), factor)
              .filter(before -> takes(node.inputs().get(0), node, before))
              .isPresent();
    }

    /** A node is reached with a factor only if {@link #absorbs} said so. */
    private void pass(Node node, Tensor factor) {
      wanted.put(node.inputs().get(0), FactorPropagation.backward(node.op(), factor).orElseThrow());
      reversed.add(node);
    }

    private void add(Node node, Tensor factor) {
      List<String> inputs = new ArrayList<>();
      List<Node> scalers = new ArrayList<>();
      for (String input : node.inputs()) {
        inputs.add(branch(node, input, factor, scalers));
      }
      reversed.add(new Node(node.name(), node.op(), inputs));
      reversed.addAll(scalers);
    }

    private void concat(Node node, Tensor factor) {
      List<String> inputs = new ArrayList<>();
      List<Node> scalers = new ArrayList<>();
      int start = 0;
      for (String input : node.inputs()) {
        int channels = graph.shape(input).extent(0);
        Tensor part =
            factor.isScalar() ? factor : FactorPropagation.part(factor, start, start + channels);
        inputs.add(branch(node, input, part, scalers));
        start += channels;
      }
      reversed.add(new Node(node.name(), node.op(), inputs));
      reversed.addAll(scalers);
    }

    /** Sends a factor into one branch, as a scaler of its own if it cannot go further. */
    private String branch(Node node, String input, Tensor factor, List<Node> scalers) {
      if (FactorPropagation.isOne(factor)) {
        return input;
      }
      if (takes(input, node, factor)) {
        wanted.put(input, factor);
        return input;
      }
      String name = names.fresh(node.name() + ".scale");
      scalers.add(new Node(name, new VoltageScaler(factor), input));
      return name;
    }

    /** The value that stands for an old one. */
    private String kept(String value) {
      String name = value;
      while (dropped.containsKey(name)) {
        name = dropped.get(name);
      }
      return name;
    }
  }
}
