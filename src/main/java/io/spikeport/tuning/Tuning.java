package io.spikeport.tuning;

/**
 * What is calibrated on spiking runs, beyond the activation scales that follow from the float
 * network. Everything is deterministic and needs no labels and no gradients.
 *
 * @param scales search each channel's scale around the calibrated one, and what one of its spikes
 *     stands for: the output scale of least squared error
 * @param bias correct each channel's bias until its mean output is the ANN's (light calibration, Li
 *     et al. 2021)
 * @param potentials what initial potentials are calibrated for
 * @param readout fit the last layer, if it is fully connected, to what the spiking network really
 *     sends it: ridge regression towards the ANN's output, in closed form
 * @param images calibration images that are simulated, at most; twice as many for the readout
 */
public record Tuning(
    boolean scales, boolean bias, Potentials potentials, boolean readout, int images) {

  /** Whose initial potential is calibrated. */
  public enum Potentials {
    /** Nobody's. */
    NONE,
    /** Each channel's: searched together with its scale. */
    CHANNEL,
    /** Each neuron's: v₀ += (E[a] − E[s̄])·T/s (potential calibration, Li et al. 2021). */
    NEURON
  }

  /** Images that are simulated unless stated otherwise. */
  public static final int DEFAULT_IMAGES = 128;

  /** Corrections of a channel's bias; a third changes little. */
  public static final int BIAS_ROUNDS = 2;

  /** Rounds of the calibration of each neuron's initial potential. */
  public static final int POTENTIAL_ROUNDS = 2;

  /** Nothing is calibrated on spiking runs. */
  public static final Tuning NONE =
      new Tuning(false, false, Potentials.NONE, false, DEFAULT_IMAGES);

  public Tuning {
    if (images < 1) {
      throw new IllegalArgumentException("expected at least 1 image, found " + images);
    }
  }

  /** Whether anything is calibrated. */
  public boolean isActive() {
    return scales || bias || potentials != Potentials.NONE || readout;
  }
}
