package io.spikeport.rewrite;

import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.rewrite.pass.GraphRewriter;
import io.spikeport.rewrite.pass.Pass;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Before: a network with output y. After: one with output {@code y + shift}, shift per channel;
 * with a weight, {@code y = W·x + b} becomes {@code (W + weight)·x + b + shift}.
 */
public final class CorrectOutput implements Pass {

  private final OutputCorrection correction;

  public CorrectOutput(OutputCorrection correction) {
    this.correction = correction;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (Node node : graph.nodes()) {
      if (correction.weight().isPresent() && node.name().equals(graph.output())) {
        Linear last = (Linear) node.op();
        Tensor weight = sum(last.weight(), correction.weight().orElseThrow());
        rewriter.add(node.name(), new Linear(weight, last.bias()), rewriter.inputs(node));
      } else {
        rewriter.keep(node);
      }
    }
    String shifted =
        rewriter.add(
            rewriter.fresh(graph.output() + ".shift"),
            new ChannelAffine(Tensor.scalar(1), correction.shift()),
            List.of(graph.output()));
    rewriter.alias(graph.output(), shifted);
    return rewriter.build();
  }

  private static Tensor sum(Tensor a, Tensor b) {
    if (!a.shape().equals(b.shape())) {
      throw new IllegalArgumentException(
          "a correction of shape " + b.shape() + " for a weight of " + a.shape());
    }
    float[] values = a.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += b.get(i);
    }
    return Tensor.wrap(a.shape(), values);
  }
}
