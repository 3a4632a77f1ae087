package io.spikeport.tuning;

/**
 * Parameters of one channel's neurons.
 *
 * @param scale s, in activation units
 * @param outputScale what one spike stands for, in activation units
 * @param potential v₀, in threshold units
 * @param bias added to the current, in activation units
 */
record Candidate(float scale, float outputScale, float potential, float bias) {

  /** Neurons as calibrated: one spike stands for s. */
  static Candidate of(float scale, float potential) {
    return new Candidate(scale, scale, potential, 0);
  }

  Candidate withBias(float other) {
    return new Candidate(scale, outputScale, potential, other);
  }

  Candidate withOutputScale(float other) {
    return new Candidate(scale, other, potential, bias);
  }
}
