package io.spikeport.rewrite;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Function;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Pointwise;
import io.spikeport.rewrite.pass.GraphRewriter;
import io.spikeport.rewrite.pass.Pass;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Set;

/**
 * Before: {@code quantize(step, low, high)}. After: {@code clip(low·step, high·step)}, since spikes
 * round by themselves: the neurons of a quantized ReLU of L levels in L timesteps, from half a
 * threshold, do exactly that for a constant input (Bu et al., ICLR 2022). A finer signed
 * quantization, whose bounds are wide of the values, is left out, and so is a fine one of what is
 * never negative, such as a mean of ReLUs. Only {@link BetweenWeights between weights}. An
 * approximation.
 */
final class RelaxQuantization implements Pass {

  /** Levels from which on a signed quantization is there for its steps, not for its bounds. */
  private static final int FINE = 32;

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Set<String> between = BetweenWeights.of(graph);
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Pointwise pointwise)
          || pointwise.activation().function() != Function.QUANTIZE
          || !between.contains(node.name())) {
        rewriter.keep(node);
        continue;
      }
      List<Tensor> p = pointwise.activation().parameters();
      boolean bounds = smallest(p.get(1)) >= 0 && !NonNegative.in(graph, node.inputs().get(0));
      if (!bounds && smallest(p.get(2)) - smallest(p.get(1)) >= FINE) {
        rewriter.drop(node);
      } else {
        Activation clip =
            new Activation(
                Function.CLIP, List.of(product(p.get(0), p.get(1)), product(p.get(0), p.get(2))));
        rewriter.replace(node, new Pointwise(clip));
      }
    }
    return rewriter.build();
  }

  private static float smallest(Tensor values) {
    float smallest = values.get(0);
    for (int i = 1; i < values.size(); i++) {
      smallest = Math.min(smallest, values.get(i));
    }
    return smallest;
  }

  private static Tensor product(Tensor steps, Tensor levels) {
    float[] values = new float[Math.max(steps.size(), levels.size())];
    for (int c = 0; c < values.length; c++) {
      values[c] = steps.get(steps.isScalar() ? 0 : c) * levels.get(levels.isScalar() ? 0 : c);
    }
    return steps.isScalar() && levels.isScalar() ? Tensor.scalar(values[0]) : Tensor.vector(values);
  }
}
