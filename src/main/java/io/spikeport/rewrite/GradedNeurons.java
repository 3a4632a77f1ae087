package io.spikeport.rewrite;

import io.spikeport.graph.Activation;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Function;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Softmax;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a prepared network gets sigma-delta neurons: in place of every activation function, and
 * with f = identity behind everything else that is not linear, so that weights behind it see spikes
 * only. Behind what depends on the image alone there is none, since that is computed once, nor are
 * functions before the first weights neurons; nor where nothing but further neurons or the
 * network's output reads the value. What picks among values of a quantization picks one of its
 * levels.
 *
 * @param layers f by the name of the node whose value the neurons send, in topological order
 */
public record GradedNeurons(Map<String, Activation> layers) {

  public GradedNeurons {
    layers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  public static GradedNeurons of(Graph graph) {
    Map<String, Activation> layers = new LinkedHashMap<>();
    Set<String> timed = new HashSet<>();
    Set<String> between = BetweenWeights.of(graph);
    for (Node node : graph.nodes()) {
      Optional<Activation> function = function(node.op());
      boolean isTimed = node.inputs().stream().anyMatch(timed::contains);
      if (function.isPresent()
          && (!(node.op() instanceof Pointwise) || between.contains(node.name()))) {
        layers.put(node.name(), function.get());
      } else if (isTimed && !isLinear(node.op()) && readsWeights(graph, node)) {
        Activation before = layers.get(node.inputs().get(0));
        boolean picks = node.op() instanceof MaxPool || node.op() instanceof GlobalMaxPool;
        boolean levels = picks && before != null && before.function() == Function.QUANTIZE;
        layers.put(node.name(), levels && isPerLayer(before) ? before : Activation.IDENTITY);
      }
      if (isTimed || layers.containsKey(node.name())) {
        timed.add(node.name());
      }
    }
    return new GradedNeurons(layers);
  }

  /** The names of the nodes whose values neurons send. */
  public List<String> names() {
    return new ArrayList<>(layers.keySet());
  }

  /** The function of a node that neurons take the place of. */
  static Optional<Activation> function(Op op) {
    if (op instanceof Relu) {
      return Optional.of(Activation.RELU);
    }
    if (op instanceof ClippedRelu clipped) {
      return Optional.of(Activation.of(Function.CLIP, 0, clipped.maximum()));
    }
    return op instanceof Pointwise pointwise
        ? Optional.of(pointwise.activation())
        : Optional.empty();
  }

  private static boolean isLinear(Op op) {
    return !(op instanceof MaxPool
        || op instanceof GlobalMaxPool
        || op instanceof FloatBlock
        || op instanceof Softmax
        || op instanceof LogSoftmax
        || op instanceof Pad pad && pad.value() != 0);
  }

  private static boolean isPerLayer(Activation activation) {
    return activation.parameters().stream().allMatch(Tensor::isScalar);
  }

  /** Whether a value reaches anything but neurons, other such operators, and the output. */
  private static boolean readsWeights(Graph graph, Node node) {
    return graph.consumers(node.name()).stream()
        .anyMatch(reader -> function(reader.op()).isEmpty() && isLinear(reader.op()));
  }
}
