package io.spikeport.rewrite;

import io.spikeport.graph.Activation;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Conv;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Function;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
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
 * only. There are none behind the last weights, and functions before the first are none; nor are
 * there any where nothing but further neurons reads the value. What picks among values of a
 * quantization picks one of its levels.
 *
 * @param layers f by the name of the node whose value the neurons send, in topological order
 */
public record GradedNeurons(Map<String, Activation> layers) {

  public GradedNeurons {
    layers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  public static GradedNeurons of(Graph graph) {
    Map<String, Activation> layers = new LinkedHashMap<>();
    Set<String> weighted = new HashSet<>();
    Set<String> between = BetweenWeights.of(graph);
    Set<String> reachesWeights = reachesWeights(graph);
    for (Node node : graph.nodes()) {
      boolean behindWeights = node.inputs().stream().anyMatch(weighted::contains);
      if (behindWeights || isWeighted(node.op())) {
        weighted.add(node.name());
      }
      Optional<Activation> function = function(node.op());
      if (!reachesWeights.contains(node.name())) {
        continue;
      }
      if (function.isPresent()
          && (!(node.op() instanceof Pointwise) || between.contains(node.name()))) {
        layers.put(node.name(), function.get());
        weighted.add(node.name());
      } else if (behindWeights
          && !isLinear(node.op())
          && readsWeights(graph, node, reachesWeights)) {
        Activation before = layers.get(node.inputs().get(0));
        boolean picks = node.op() instanceof MaxPool || node.op() instanceof GlobalMaxPool;
        boolean levels = picks && before != null && before.function() == Function.QUANTIZE;
        layers.put(node.name(), levels && isPerLayer(before) ? before : Activation.IDENTITY);
      }
    }
    return new GradedNeurons(layers);
  }

  private static boolean isWeighted(Op op) {
    return op instanceof Conv || op instanceof Linear;
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

  /** The nodes whose value some weights see in the end. */
  private static Set<String> reachesWeights(Graph graph) {
    Set<String> reaching = new HashSet<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      boolean reaches =
          graph.consumers(node.name()).stream()
              .anyMatch(reader -> isWeighted(reader.op()) || reaching.contains(reader.name()));
      if (reaches) {
        reaching.add(node.name());
      }
    }
    return reaching;
  }

  /** Whether a value reaches anything but neurons, other such operators, and the output. */
  private static boolean readsWeights(Graph graph, Node node, Set<String> reachesWeights) {
    return graph.consumers(node.name()).stream()
        .anyMatch(
            reader ->
                function(reader.op()).isEmpty()
                    && isLinear(reader.op())
                    && (isWeighted(reader.op()) || reachesWeights.contains(reader.name())));
  }
}
