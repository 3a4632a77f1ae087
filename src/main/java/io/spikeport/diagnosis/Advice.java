package io.spikeport.diagnosis;

/** What to do about the place where the damage starts. */
public final class Advice {

  private Advice() {}

  /**
   * Why the damage starts there, and what to change, in words.
   *
   * @param layer the diagnosis of the damage's layer
   */
  public static String on(Damage damage, LayerDiagnosis layer) {
    if (layer.mainCause() == Cause.CLIPPING) {
      return "activations exceed the highest rate; raise the activation scale (--normalization)";
    }
    if (layer.mainCause() == Cause.QUANTIZATION) {
      return "the rates are too coarse; use more timesteps or a smaller activation scale"
          + " (--normalization)";
    }
    if (damage.maxPooling()) {
      return "the maximum of each timestep is not the maximum of the rates; convert with --max-pool"
          + " lateral-inhibition";
    }
    // A layer that is wrong on the whole, not here too much and there too little.
    if (layer.meanError() < -layer.error() / 2) {
      return "the layer fires too little; raise --initial-potential, lower the activation scale"
          + " (--normalization) or use more timesteps";
    }
    return "spikes come too early or too late; see --initial-potential, --readout-start and"
        + " --neuron signed-if of convert";
  }
}
