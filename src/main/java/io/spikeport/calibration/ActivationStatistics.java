package io.spikeport.calibration;

import java.util.List;

/**
 * Activations of all ReLUs over one calibration set.
 *
 * @param layers one entry per ReLU, in topological order
 * @param samples number of images
 */
public record ActivationStatistics(List<LayerActivations> layers, int samples) {

  public ActivationStatistics {
    layers = List.copyOf(layers);
  }
}
