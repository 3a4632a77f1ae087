package io.spikeport.rewrite;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Function;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.rewrite.pass.GraphRewriter;
import io.spikeport.rewrite.pass.Pass;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Before: {@code f}, an activation function. After: {@code SigmaDelta(f)}, of the same name.
 * Before: any other operator that {@link GradedNeurons} names. After: {@code operator → SigmaDelta
 * (identity)}; the neurons keep the name. Where f quantizes, its step is the smallest spike and the
 * largest covers its levels, so that sums of spikes are its values exactly.
 */
final class InsertSigmaDelta implements Pass {

  private final GradedNeurons neurons;
  private final Map<String, Tensor> thresholds;
  private final int levels;

  InsertSigmaDelta(GradedNeurons neurons, Map<String, Tensor> thresholds, int levels) {
    this.neurons = neurons;
    this.thresholds = thresholds;
    this.levels = levels;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (Node node : graph.nodes()) {
      if (!neurons.layers().containsKey(node.name())) {
        rewriter.keep(node);
        continue;
      }
      SigmaDelta layer =
          layer(neurons.layers().get(node.name()), thresholds.get(node.name()), levels);
      List<String> input = rewriter.inputs(node);
      if (GradedNeurons.function(node.op()).isEmpty()) {
        String value = rewriter.fresh(node.name() + ".value");
        input = List.of(rewriter.add(value, node.op(), input));
      }
      rewriter.add(node.name(), layer, input);
    }
    return rewriter.build();
  }

  private static SigmaDelta layer(Activation function, Tensor threshold, int levels) {
    if (function.function() != Function.QUANTIZE) {
      return new SigmaDelta(function, threshold, levels);
    }
    List<Tensor> p = function.parameters();
    double largest = Math.max(largest(p.get(1)), largest(p.get(2)));
    int sizes = (int) Math.ceil(Math.log(Math.max(1, largest)) / Math.log(2)) + 1;
    return new SigmaDelta(function, p.get(0), Math.min(sizes, SigmaDelta.MOST_LEVELS));
  }

  private static double largest(Tensor values) {
    double largest = 0;
    for (int i = 0; i < values.size(); i++) {
      largest = Math.max(largest, Math.abs(values.get(i)));
    }
    return largest;
  }
}
