package io.spikeport.calibration;

import java.util.ArrayList;
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

  /** The activations of these images and of others. */
  LayerActivations merge(LayerActivations others) {
    if (!layer.equals(others.layer) || histograms.size() != others.histograms.size()) {
      throw new IllegalArgumentException("'" + layer + "' and '" + others.layer + "'");
    }
    List<Histogram> merged = new ArrayList<>();
    for (int i = 0; i < histograms.size(); i++) {
      Histogram sum = new Histogram(histograms.get(i).bits());
      sum.merge(histograms.get(i));
      sum.merge(others.histograms.get(i));
      merged.add(sum);
    }
    return new LayerActivations(layer, merged);
  }
}
