/**
 * The graph of a network: nodes, the sealed type {@link Op} with one record per operator, and shape
 * inference. Graphs are immutable and checked when they are built. Samples have shape {@code
 * [C,H,W]} without a batch axis.
 */
package io.spikeport.graph;
