package io.spikeport.calibration;

import java.util.List;
import java.util.Objects;

/**
 * What calibration saw at one ReLU's output.
 *
 * @param layer name of the ReLU's node in the graph
 * @param histograms one for the whole layer, or one per channel in order
 */
public record LayerActivations(String layer, List<Histogram> histograms) {

  public LayerActivations {
    Objects.requireNonNull(layer);
    histograms = List.copyOf(histograms);
  }

  /** One histogram of all the layer's activations. */
  public Histogram whole() {
    if (histograms.size() == 1) {
      return histograms.get(0);
    }
    Histogram sum = new Histogram(CalibrationOptions.CHANNEL_BITS);
    histograms.forEach(sum::merge);
    return sum;
  }
}
