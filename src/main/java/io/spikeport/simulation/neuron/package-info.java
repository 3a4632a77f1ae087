/**
 * Spiking neurons: integration, firing and reset of a layer's membrane potentials. Layers are cut
 * into blocks so that the inner loops become vector instructions. {@link FiringRule} has the
 * equations.
 */
package io.spikeport.simulation.neuron;
