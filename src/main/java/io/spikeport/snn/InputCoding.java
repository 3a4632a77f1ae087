package io.spikeport.snn;

/** How an image is given to the network over time. */
public enum InputCoding {
  /** Constant-current coding: the preprocessed image, the same in every timestep. */
  CONSTANT_CURRENT
}
