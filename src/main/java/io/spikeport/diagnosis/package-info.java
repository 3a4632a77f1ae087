/**
 * Explains why a spiking model is less accurate than the network that it was converted from. Each
 * neuron layer's firing rates are compared with the activations that they stand for. The error is
 * split by cause: clipping, quantization and unevenness of the spikes.
 */
package io.spikeport.diagnosis;
