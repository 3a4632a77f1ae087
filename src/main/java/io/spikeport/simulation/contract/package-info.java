/**
 * What every engine is given and what it returns: options, recordings, results, listeners. These
 * types depend on no engine. Times are in timesteps, potentials in units of the threshold.
 */
package io.spikeport.simulation.contract;
