package io.spikeport.rewrite;

import io.spikeport.tensor.Tensor;
import java.util.Objects;
import java.util.Optional;

/**
 * What is added to a network's last layer, so that what it makes of spikes is nearer to the trained
 * network's output.
 *
 * @param weight added to the weight of the {@code Linear} that yields the output, {@code [outputs,
 *     features]}; nothing leaves it as it is
 * @param shift added to the output in every timestep, one value per channel of the output
 */
public record OutputCorrection(Optional<Tensor> weight, Tensor shift) {

  public OutputCorrection {
    Objects.requireNonNull(weight);
    Objects.requireNonNull(shift);
  }
}
