/**
 * Runs one image: reads it, steps through the timesteps, accumulates the readout. It records what
 * was asked for and stops early where the margin allows. Results are delivered in the data set's
 * order, whichever thread computed them.
 */
package io.spikeport.simulation.run;
