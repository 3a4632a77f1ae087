package io.spikeport.rewrite;

/** How max pooling is done on spikes. */
public enum MaxPooling {
  /** The maximum of each timestep's spikes, as in the article; an approximation. */
  SPIKES,
  /** Passes the input with the largest count so far (Rueckauer et al. 2017). */
  GATED,
  /** Lateral inhibition (Li &amp; Zeng 2022): exact in the sum over time. */
  LATERAL_INHIBITION,
  /**
   * Pools the current before the neuron. Pools that cannot be moved there (their input is no ReLU
   * that they alone take) use lateral inhibition.
   */
  BEFORE_NEURON,
  /** Averages instead; it changes the network, so it is recorded as an approximation. */
  AVERAGE
}
