package io.spikeport.snn;

import java.util.List;

/**
 * How often a layer's activations had which size over the calibration set: a picture of the
 * distribution, too coarse to choose a scale by.
 *
 * @param zeros activations of 0
 * @param counts positive activations, in bins of equal width from 0 to the layer's largest
 *     activation; at least one bin
 */
public record ActivationHistogram(long zeros, List<Long> counts) {

  /** Bins that a conversion writes. */
  public static final int BINS = 64;

  public ActivationHistogram {
    counts = List.copyOf(counts);
    if (zeros < 0 || counts.isEmpty() || counts.stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException(
          "expected a histogram of counts, found " + zeros + " zeros and bins " + counts);
    }
  }
}
