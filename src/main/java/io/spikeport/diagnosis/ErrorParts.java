package io.spikeport.diagnosis;

/**
 * What is wrong with one neuron's rate, split by cause: {@code r − a = clipping + quantization +
 * unevenness}, exactly.
 *
 * @param clipping {@code min(a, limit) − a}: the activation is above the highest rate
 * @param quantization {@code nearest − min(a, limit)}, where nearest is the nearest rate that a
 *     whole number of spikes gives, the upper one of two equally near: at most half a step
 * @param unevenness {@code r − nearest}, the rest: the neuron sent more or fewer spikes than that
 */
record ErrorParts(double clipping, double quantization, double unevenness) {

  /**
   * Splits an error. All in activation units.
   *
   * @param activation a, not negative
   * @param rate r
   * @param step s/n: what one spike adds to the rate over n timesteps
   * @param steps Γ·n: the number of spikes that give the highest rate, {@code Γ·s}
   */
  static ErrorParts of(double activation, double rate, double step, long steps) {
    double clipped = Math.min(activation, steps * step);
    double nearest = Math.floor(clipped / step + 0.5) * step;
    return new ErrorParts(clipped - activation, nearest - clipped, rate - nearest);
  }

  double sum() {
    return clipping + quantization + unevenness;
  }
}
