/**
 * What a simulation costs, in synaptic operations. A spike counts once for each synapse that it
 * drives, padding and strides taken into account. {@link FanOut} states what is counted where
 * layers merge values.
 */
package io.spikeport.simulation.cost;
