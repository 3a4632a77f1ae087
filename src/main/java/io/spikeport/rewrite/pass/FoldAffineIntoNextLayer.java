package io.spikeport.rewrite.pass;

import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;

/**
 * Before: {@code ChannelAffine(k, d) → Conv|Linear(W, b)} without padding, the map feeding nothing
 * else. After: {@code Conv|Linear(W·k, b + Σ W·d)}. With padding it would not be exact: the padded
 * zeros come after the map. A map without shift folds whatever the padding. Of a chain of maps it
 * folds the last; {@link MergeAffines} comes first.
 */
public final class FoldAffineIntoNextLayer implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Set<String> folded = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof ChannelAffine && isFoldable(graph, node)) {
        folded.add(node.name());
        rewriter.drop(node);
      } else if (folded.contains(node.inputs().get(0))) {
        ChannelAffine affine = (ChannelAffine) graph.node(node.inputs().get(0)).op();
        rewriter.replace(node, fold(affine, node.op()));
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  private static boolean isFoldable(Graph graph, Node node) {
    if (graph.consumers(node.name()).size() != 1) {
      return false;
    }
    Node next = graph.consumers(node.name()).get(0);
    ChannelAffine affine = (ChannelAffine) node.op();
    return graph.feedsOnly(node.name(), next)
        && (next.op() instanceof Linear
            || (next.op() instanceof Conv conv && (isUnpadded(conv) || isZero(affine.shift()))));
  }

  private static boolean isUnpadded(Conv conv) {
    return conv.window().padsBegin().stream().allMatch(p -> p == 0)
        && conv.window().padsEnd().stream().allMatch(p -> p == 0);
  }

  private static boolean isZero(Tensor shift) {
    for (int i = 0; i < shift.size(); i++) {
      if (shift.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static Op fold(ChannelAffine affine, Op layer) {
    Op scaled = ChannelFactors.beforeInput(layer, affine.scale());
    if (scaled instanceof Conv conv) {
      Tensor weight = ((Conv) layer).weight();
      Tensor bias = shiftedBias(weight, conv.bias(), affine.shift(), conv.groups());
      return new Conv(conv.weight(), bias, conv.window(), conv.groups());
    }
    Linear linear = (Linear) scaled;
    Tensor weight = ((Linear) layer).weight();
    return new Linear(linear.weight(), shiftedBias(weight, linear.bias(), affine.shift(), 1));
  }

  /** {@code b + Σ W·d} per output channel, W as before the scale was folded in. */
  private static Tensor shiftedBias(Tensor weight, Tensor bias, Tensor shift, int groups) {
    int kernel = weight.shape().stride(1);
    int inPerGroup = weight.shape().extent(1);
    int outPerGroup = weight.shape().extent(0) / groups;
    float[] shifted = bias.toArray();
    for (int out = 0; out < shifted.length; out++) {
      double sum = shifted[out];
      for (int in = 0; in < inPerGroup; in++) {
        double d = ChannelFactors.at(shift, out / outPerGroup * inPerGroup + in);
        int start = (out * inPerGroup + in) * kernel;
        for (int k = start; k < start + kernel; k++) {
          sum += weight.get(k) * d;
        }
      }
      shifted[out] = (float) sum;
    }
    return Tensor.wrap(bias.shape(), shifted);
  }
}
