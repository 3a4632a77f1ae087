/**
 * Compiles a graph into a list of kernels and the buffers between them. It decides which nodes are
 * computed once per image, how many timesteps run at once, and which nodes are fused. A plan serves
 * one thread.
 */
package io.spikeport.simulation.plan;
