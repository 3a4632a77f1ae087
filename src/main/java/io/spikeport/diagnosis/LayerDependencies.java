package io.spikeport.diagnosis;

import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which layers feed which, and where an error that runs through them starts. */
final class LayerDependencies {

  /** A layer that adds at least this part of what the worst one adds may be where it starts. */
  private static final double NOTABLE = 0.5;

  private final Map<String, Way> byLayer = new HashMap<>();

  /**
   * The way back from a value to the nearest layers.
   *
   * @param layers these layers; none where the input is reached first
   * @param maxPooling whether a plain max pooling lies between
   */
  record Way(Set<String> layers, boolean maxPooling) {

    private static final Way NONE = new Way(Set.of(), false);
  }

  /**
   * @param layers the layers that count; all other nodes are passed through
   */
  LayerDependencies(Graph graph, Set<String> layers) {
    Map<String, Way> ways = new HashMap<>();
    for (Node node : graph.nodes()) {
      Set<String> nearest = new LinkedHashSet<>();
      boolean maxPooling = node.op() instanceof MaxPool || node.op() instanceof GlobalMaxPool;
      for (String input : node.inputs()) {
        Way before = ways.getOrDefault(input, Way.NONE);
        nearest.addAll(before.layers());
        maxPooling |= before.maxPooling();
      }
      Way way = new Way(nearest, maxPooling);
      if (layers.contains(node.name())) {
        byLayer.put(node.name(), way);
        way = new Way(Set.of(node.name()), false);
      }
      ways.put(node.name(), way);
    }
  }

  /** The way back from a layer. */
  Way of(String layer) {
    return byLayer.get(layer);
  }

  /**
   * Where the damage starts; see {@link Damage}.
   *
   * @param layers in topological order
   * @return empty if no layer has an error
   */
  Optional<Damage> damage(List<LayerDiagnosis> layers) {
    Map<String, Double> errors =
        layers.stream().collect(Collectors.toMap(LayerDiagnosis::layer, LayerDiagnosis::error));
    double largest = layers.stream().mapToDouble(layer -> growth(layer, errors)).max().orElse(0);
    return layers.stream()
        .filter(layer -> growth(layer, errors) > 0 && growth(layer, errors) >= NOTABLE * largest)
        .findFirst()
        .map(
            layer ->
                new Damage(
                    layer.layer(),
                    before(layer, errors),
                    layer.error(),
                    of(layer.layer()).maxPooling()));
  }

  private double growth(LayerDiagnosis layer, Map<String, Double> errors) {
    double before = before(layer, errors);
    return layer.error() * layer.error() - before * before;
  }

  private double before(LayerDiagnosis layer, Map<String, Double> errors) {
    return of(layer.layer()).layers().stream().mapToDouble(errors::get).max().orElse(0);
  }
}
