package io.spikeport.simulation.contract;

/**
 * Activity of one neuron layer.
 *
 * @param layer name of the layer
 * @param neurons number of neurons
 * @param firingRate spikes per neuron per timestep, mean over neurons, timesteps run and images;
 *     negative spikes count as positive ones
 */
public record LayerActivity(String layer, int neurons, double firingRate) {}
