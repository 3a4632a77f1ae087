package io.spikeport.graph;

/**
 * What a neuron may emit in one timestep, given its potential v after integration.
 *
 * <p>Plain: {@code z = 1 if v ≥ θ else 0}. With {@code maximumSpikes} Γ &gt; 1 (burst neurons, Li
 * &amp; Zeng 2022): {@code z = clip(⌊v/θ⌋, 0, Γ)}. With {@code signed} (signed neurons with memory,
 * Wang et al. 2022) also {@code z = −1 if v < 0 and m > 0}, where m is the number of spikes emitted
 * so far, negative ones subtracted.
 *
 * @param signed whether negative spikes may take back earlier positive ones
 * @param maximumSpikes Γ, at least 1
 */
public record Firing(boolean signed, int maximumSpikes) {

  /** At most one spike, never a negative one. */
  public static final Firing PLAIN = new Firing(false, 1);

  public Firing {
    if (maximumSpikes < 1) {
      throw new IllegalArgumentException("maximum spikes " + maximumSpikes + " below 1");
    }
  }

  /** Whether it is {@link #PLAIN}. */
  public boolean isPlain() {
    return !signed && maximumSpikes == 1;
  }
}
