package io.spikeport.tuning;

/**
 * Means over the samples of one channel, of which the error at every output scale follows.
 *
 * @param rate of the firing rate r over the readout window, in spikes per timestep
 * @param squaredRate of r²
 * @param product of r·a, with the ANN's activation a
 * @param activation of a
 * @param squaredActivation of a²
 */
record Moments(
    double rate, double squaredRate, double product, double activation, double squaredActivation) {

  /** Mean of the error {@code o·r − a} for the output scale o. */
  double meanError(double outputScale) {
    return outputScale * rate - activation;
  }

  /** Mean of the squared error {@code (o·r − a)²} for the output scale o. */
  double squaredError(double outputScale) {
    return outputScale * (outputScale * squaredRate - 2 * product) + squaredActivation;
  }

  /**
   * The output scale of least squared error, {@code Σ r·a / Σ r²}; {@code otherwise} where the
   * channel is silent or tells nothing about the activation.
   */
  float bestOutputScale(float otherwise) {
    boolean silent = !(squaredRate > 0) || !(product > 0);
    return silent ? otherwise : (float) (product / squaredRate);
  }
}
