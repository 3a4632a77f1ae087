package io.spikeport.rewrite.pass;

import io.spikeport.graph.Add;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Before: {@code VoltageScaler(s) → … → Conv|Linear(W, b)}. After: {@code … → Conv|Linear(W·s, b)},
 * the factor having moved through the operators between (Rueckauer et al. 2017, section 2.2; the
 * article, section 2.2). The branches of an addition must agree on one factor; where they do not,
 * and before every other operator that a factor cannot cross, the scaler is kept. Branches of a
 * concatenation along the channels join their factors into a vector.
 */
public final class FoldScalersIntoNextLayer implements Pass {

  private static final Tensor ONE = Tensor.scalar(1);

  @Override
  public Graph apply(Graph graph) {
    return new Run(graph).run();
  }

  /** One application of the pass: {@code value = factor · renamed value} for every old value. */
  private static final class Run {

    private final Graph graph;
    private final GraphRewriter rewriter;
    private final Map<String, Tensor> factors = new HashMap<>();
    private final Map<String, String> materialized = new HashMap<>();
    private final Set<String> freeScalerNames = new HashSet<>();

    Run(Graph graph) {
      this.graph = graph;
      this.rewriter = new GraphRewriter(graph);
    }

    Graph run() {
      for (Node node : graph.nodes()) {
        visit(node);
      }
      if (!FactorPropagation.isOne(factor(graph.output()))) {
        rewriter.alias(graph.output(), materialize(graph.output()));
      }
      return rewriter.build();
    }

    private void visit(Node node) {
      String first = node.inputs().get(0);
      Tensor factor = factor(first);
      if (node.op() instanceof VoltageScaler scaler) {
        freeScalerNames.add(node.name());
        rewriter.drop(node);
        factors.put(node.name(), FactorPropagation.product(factor, scaler.factor()));
      } else if (node.op() instanceof Conv || node.op() instanceof Linear) {
        rewriter.replace(
            node,
            FactorPropagation.isOne(factor)
                ? node.op()
                : ChannelFactors.beforeInput(node.op(), factor));
      } else if (node.op() instanceof ChannelAffine affine) {
        rewriter.replace(
            node,
            new ChannelAffine(FactorPropagation.product(affine.scale(), factor), affine.shift()));
      } else if (node.op() instanceof Add) {
        add(node);
      } else if (node.op() instanceof Concat concat) {
        concat(node, concat);
      } else {
        pass(node, factor);
      }
    }

    private void pass(Node node, Tensor factor) {
      var after = FactorPropagation.forward(node.op(), factor, graph.shape(node.inputs().get(0)));
      if (after.isPresent()) {
        rewriter.keep(node);
        factors.put(node.name(), after.get());
      } else {
        keepWithScalers(node);
      }
    }

    private void add(Node node) {
      if (node.inputs().stream().map(this::factor).distinct().count() == 1) {
        rewriter.keep(node);
        factors.put(node.name(), factor(node.inputs().get(0)));
      } else {
        keepWithScalers(node);
      }
    }

    private void concat(Node node, Concat concat) {
      boolean agree = node.inputs().stream().map(this::factor).distinct().count() == 1;
      if (agree && factor(node.inputs().get(0)).isScalar()) {
        rewriter.keep(node);
        factors.put(node.name(), factor(node.inputs().get(0)));
      } else if (concat.axis() == 1) {
        rewriter.keep(node);
        factors.put(node.name(), joined(node.inputs()));
      } else {
        keepWithScalers(node);
      }
    }

    private Tensor joined(List<String> values) {
      List<Float> all = new ArrayList<>();
      for (String value : values) {
        for (int c = 0; c < graph.shape(value).extent(0); c++) {
          all.add((float) ChannelFactors.at(factor(value), c));
        }
      }
      float[] joined = new float[all.size()];
      for (int i = 0; i < joined.length; i++) {
        joined[i] = all.get(i);
      }
      return Tensor.wrap(Shape.of(joined.length), joined);
    }

    /** Keeps a node that no factor can cross: its inputs get their scalers back. */
    private void keepWithScalers(Node node) {
      rewriter.add(node.name(), node.op(), node.inputs().stream().map(this::materialize).toList());
    }

    private String materialize(String value) {
      Tensor factor = factor(value);
      if (FactorPropagation.isOne(factor)) {
        return rewriter.renamed(value);
      }
      return materialized.computeIfAbsent(
          value,
          key ->
              rewriter.add(
                  scalerName(key), new VoltageScaler(factor), List.of(rewriter.renamed(key))));
    }

    /** A scaler that stays where it was keeps its name; one that moved gets its input's. */
    private String scalerName(String value) {
      return freeScalerNames.remove(value) ? value : rewriter.fresh(value + ".scale");
    }

    private Tensor factor(String value) {
      return factors.getOrDefault(value, ONE);
    }
  }
}
