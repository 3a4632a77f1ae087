package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.rewrite.OutputCorrection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What tuning found.
 *
 * @param parameters of every neuron layer by name, in topological order
 * @param correction of the last layer, where the bias or the readout was calibrated
 */
public record TunedNetwork(
    Map<String, NeuronParameters> parameters, Optional<OutputCorrection> correction) {

  public TunedNetwork {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    Objects.requireNonNull(correction);
  }
}
