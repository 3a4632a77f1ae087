package io.spikeport.rewrite;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.StatefulOp;
import io.spikeport.graph.Window;
import io.spikeport.rewrite.pass.GraphRewriter;
import io.spikeport.rewrite.pass.Pass;
import io.spikeport.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Before: {@code MaxPool} or {@code GlobalMaxPool} on values that change from timestep to timestep.
 * After: the pooling that {@link MaxPooling} asks for. Pools that see nothing but the constant
 * input stay as they are: there the maximum is exact.
 */
public final class ReplaceMaxPool implements Pass {

  private final MaxPooling mode;

  public ReplaceMaxPool(MaxPooling mode) {
    this.mode = mode;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Set<String> varying = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean variesBefore = node.inputs().stream().anyMatch(varying::contains);
      if (variesBefore || node.op() instanceof StatefulOp) {
        varying.add(node.name());
      }
      if (variesBefore && node.op() instanceof MaxPool pool) {
        rewriter.replace(node, replacement(pool));
      } else if (variesBefore && node.op() instanceof GlobalMaxPool) {
        Shape sample = graph.shape(node.inputs().get(0));
        int[] extents = sample.toArray();
        Window window = Window.of(Arrays.copyOfRange(extents, 1, extents.length));
        rewriter.replace(node, replacement(new MaxPool(window, false)));
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  private Op replacement(MaxPool pool) {
    return switch (mode) {
      case SPIKES -> pool;
      case GATED -> new GatedMaxPool(pool.window(), pool.ceilMode());
      case LATERAL_INHIBITION, BEFORE_NEURON ->
          new InhibitedMaxPool(pool.window(), pool.ceilMode());
      case AVERAGE -> new AveragePool(pool.window(), pool.ceilMode(), false);
    };
  }
}
