package io.spikeport.snn;

import io.spikeport.tensor.Tensor;
import java.util.Objects;
import java.util.Optional;

/**
 * What calibration measured at one ReLU and what came of it.
 *
 * @param layer name of the neuron layer that replaced the ReLU
 * @param maximum largest activation over the calibration set
 * @param mean mean activation over the calibration set
 * @param scale activation scale s, or what it became by calibration: the activation that one spike
 *     stands for; a scalar, or one per channel
 * @param histogram the activations' distribution; empty if unknown
 */
public record LayerStatistics(
    String layer,
    double maximum,
    double mean,
    Tensor scale,
    Optional<ActivationHistogram> histogram) {

  public LayerStatistics {
    Objects.requireNonNull(layer);
    Objects.requireNonNull(scale);
    Objects.requireNonNull(histogram);
  }

  /** Without a histogram. */
  public LayerStatistics(String layer, double maximum, double mean, Tensor scale) {
    this(layer, maximum, mean, scale, Optional.empty());
  }
}
