package io.spikeport.diagnosis;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One neuron layer's rates r against the activations a of the ReLU that it replaced, over all its
 * neurons and all images.
 *
 * <p>{@code r = s·k/n}, with s the activation scale, n the number of timesteps that are read out
 * (from t₀ on) and k the number of spikes in them, negative ones subtracted. Γ is the number of
 * spikes that a neuron may send in one timestep, so that Γ·s is the highest rate.
 *
 * @param layer name of the layer
 * @param neurons number of neurons
 * @param firingRate spikes per neuron per timestep, mean over neurons, all timesteps run and
 *     images; negative spikes count as positive ones
 * @param correlation Pearson's correlation of a and r; empty if one of them is the same everywhere
 * @param error relative error {@code ‖r − a‖/‖a‖}
 * @param meanError {@code Σ(r − a)/Σa}: above 0 if the layer fires too much, below 0 if too little
 * @param clipping {@code ‖min(a, Γ·s) − a‖/‖a‖}
 * @param quantization {@code ‖q − min(a, Γ·s)‖/‖a‖}, q the nearest of the rates {@code s·k/n}, k
 *     from 0 to Γ·n
 * @param unevenness {@code ‖r − q‖/‖a‖}. The three parts add up to the error neuron by neuron and
 *     image by image; their norms need not
 * @param saturated fraction of neurons, mean over images, that fire at the highest rate where the
 *     activation is above it: they cannot follow
 * @param silent fraction of neurons that never fire, in no timestep of no image, although their
 *     activation is above 0 in some image
 */
public record LayerDiagnosis(
    String layer,
    int neurons,
    double firingRate,
    OptionalDouble correlation,
    double error,
    double meanError,
    double clipping,
    double quantization,
    double unevenness,
    double saturated,
    double silent) {

  public LayerDiagnosis {
    Objects.requireNonNull(layer);
    Objects.requireNonNull(correlation);
  }

  /** The largest of the three parts of the error; the first of {@link Cause} among equals. */
  public Cause mainCause() {
    if (clipping >= quantization && clipping >= unevenness) {
      return Cause.CLIPPING;
    }
    return quantization >= unevenness ? Cause.QUANTIZATION : Cause.UNEVENNESS;
  }
}
