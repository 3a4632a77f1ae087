package io.spikeport.tuning;

/**
 * Parameters of one channel's neurons.
 *
 * @param scale s, in activation units
 * @param potential v₀, in threshold units
 * @param bias added to the current, in activation units
 */
record Candidate(float scale, float potential, float bias) {

  Candidate withBias(float other) {
    return new Candidate(scale, potential, other);
  }
}
