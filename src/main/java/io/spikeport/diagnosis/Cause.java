package io.spikeport.diagnosis;

/** The causes that a layer's error is split by. */
public enum Cause {
  /** Activations above the highest rate, Γ·s. */
  CLIPPING,
  /** Whole numbers of spikes: rates are multiples of s/n over n timesteps. */
  QUANTIZATION,
  /**
   * Everything else: too many or too few spikes, because of the times at which they came in,
   * because of the initial potential, or because the layers before are wrong already.
   */
  UNEVENNESS
}
