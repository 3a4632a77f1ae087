/**
 * Kernels of the ND4J engine that have no neurons: each computes one node for several timesteps at
 * once. For convolutions there are several methods, chosen in one place by shape. Their results
 * agree within float32 rounding, and tests compare them.
 */
package io.spikeport.simulation.kernel;
