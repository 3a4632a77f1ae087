package io.spikeport.tuning;

import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What tuning found.
 *
 * @param parameters of every neuron layer by name, in topological order
 * @param outputShift added to the output in every timestep, one value per channel, where the bias
 *     was calibrated
 */
public record TunedNetwork(Map<String, NeuronParameters> parameters, Optional<Tensor> outputShift) {

  public TunedNetwork {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    Objects.requireNonNull(outputShift);
  }
}
