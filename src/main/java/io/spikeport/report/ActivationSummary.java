package io.spikeport.report;

import io.spikeport.snn.ActivationHistogram;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A layer's activations over the calibration images, and the activation scales that were chosen.
 *
 * @param layer name of the neuron layer
 * @param maximum largest activation
 * @param mean mean activation
 * @param scales how many scales there are: one, or one per channel
 * @param leastScale smallest scale
 * @param medianScale the one in the middle
 * @param mostScale largest scale
 * @param histogram the activations' distribution, if known
 */
public record ActivationSummary(
    String layer,
    double maximum,
    double mean,
    int scales,
    double leastScale,
    double medianScale,
    double mostScale,
    Optional<ActivationHistogram> histogram) {

  public ActivationSummary {
    Objects.requireNonNull(layer);
    Objects.requireNonNull(histogram);
  }

  static ActivationSummary of(LayerStatistics layer) {
    Tensor scale = layer.scale();
    float[] sorted = scale.toArray();
    Arrays.sort(sorted);
    return new ActivationSummary(
        layer.layer(),
        layer.maximum(),
        layer.mean(),
        sorted.length,
        sorted[0],
        sorted[sorted.length / 2],
        sorted[sorted.length - 1],
        layer.histogram());
  }
}
