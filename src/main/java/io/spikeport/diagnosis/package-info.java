/**
 * Why a spiking model is worse than the network that it was converted from: each neuron layer's
 * rates against the activations that they stand for.
 */
package io.spikeport.diagnosis;
