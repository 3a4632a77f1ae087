package io.spikeport.diagnosis;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a spiking model is worse than the network it was converted from.
 *
 * @param images number of images
 * @param layers the neuron layers that could be compared, in topological order; at least one
 * @param damage where the damage starts; empty if no layer has an error
 * @param notes which layers could not be compared and why, and what else to know
 */
public record Diagnosis(
    int images, List<LayerDiagnosis> layers, Optional<Damage> damage, List<String> notes) {

  public Diagnosis {
    layers = List.copyOf(layers);
    Objects.requireNonNull(damage);
    notes = List.copyOf(notes);
  }

  /** Diagnosis of one layer. */
  public LayerDiagnosis layer(String name) {
    return layers.stream()
        .filter(layer -> layer.layer().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no layer '" + name + "'"));
  }
}
