package io.spikeport.calibration;

/** For what one activation scale is chosen. */
public enum Granularity {
  /** One scale for a whole layer. */
  LAYER,
  /** One scale for each channel (axis 1) of a layer. */
  CHANNEL
}
