/**
 * Corrects a converted network on spiking runs, for few timesteps. Layer by layer it chooses
 * scales, biases and initial potentials; at the end it refits the readout. Each layer sees the
 * spikes that the layers before it really send.
 */
package io.spikeport.tuning;
