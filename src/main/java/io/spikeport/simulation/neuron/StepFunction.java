package io.spikeport.simulation.neuron;

/**
 * Whether a membrane potential has reached its threshold, as 1 or 0, by float arithmetic alone,
 * which the compiler turns into vector instructions; a comparison with a conditional costs several
 * times as much, and so do the minimum and maximum of floats.
 *
 * <p>For a potential v and the float θ⁻ just below the threshold θ it is {@code r/(r + 2⁻¹²⁶)} with
 * {@code r = d/2 + |d/2|} and {@code d = v − θ⁻}. A difference of floats is 0 only if they are
 * equal, so {@code v ≥ θ} exactly when {@code d > 0}; otherwise r is 0. For {@code θ ≥ 2⁻⁷⁰} the
 * smallest positive r is so far above 2⁻¹²⁶ that adding this leaves it as it is. So the quotient is
 * exactly 0 or 1 for every finite potential (thresholds above 2¹⁰⁰ could make d infinite).
 */
public final class StepFunction {

  /** Smallest threshold for which the step is exact. */
  static final float LEAST_THRESHOLD = 0x1p-70f;

  private StepFunction() {}

  /** The float just below a threshold. */
  public static float below(float threshold) {
    return Math.nextDown(threshold);
  }

  /**
   * 1 if the potential has reached the threshold, otherwise 0.
   *
   * @param below {@link #below} the threshold
   */
  public static float of(float potential, float below) {
    float half = 0.5f * (potential - below);
    float positive = half + Math.abs(half);
    return positive / (positive + Float.MIN_NORMAL);
  }

  /**
   * 1 if the potential is below 0 and spikes were sent that can be taken back, otherwise 0: the
   * step {@code r/(r + 2⁻¹²⁶)} again, for {@code r = (|s| − s)·m} with {@code s = v/(|v| + 2⁻¹²⁶)}.
   * Unlike v, which may be the smallest float, s is 0 or at least 2⁻²³ away from it.
   *
   * @param sent m, number of spikes sent so far, those taken back subtracted
   */
  public static float takenBack(float potential, float sent) {
    float sign = potential / (Math.abs(potential) + Float.MIN_NORMAL);
    float negative = (Math.abs(sign) - sign) * sent;
    return negative / (negative + Float.MIN_NORMAL);
  }
}
