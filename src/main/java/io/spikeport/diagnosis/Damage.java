package io.spikeport.diagnosis;

import java.util.Objects;

/**
 * Where the damage starts: the first layer at which the error grows at least half as much as at the
 * layer where it grows most. The growth at a layer is its relative squared error {@code ‖r −
 * a‖²/‖a‖²} less the largest one of the layers that feed it; squares, because the errors of
 * different causes add up that way. A layer is fed by the compared neuron layers nearest to it on
 * the way back to the input; the input has no error.
 *
 * <p>Not simply the largest growth: a systematic error grows on its way through the layers, so that
 * a later layer often adds a little more to it than the one that began it.
 *
 * @param layer name of the layer
 * @param errorBefore largest relative error {@code ‖r − a‖/‖a‖} of the layers that feed it, 0 if
 *     only the input does
 * @param error its own
 * @param maxPooling whether a plain max pooling, of each timestep's values, lies between them; it
 *     does not give the maximum of the rates
 */
public record Damage(String layer, double errorBefore, double error, boolean maxPooling) {

  public Damage {
    Objects.requireNonNull(layer);
  }
}
