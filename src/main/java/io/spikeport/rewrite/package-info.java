/**
 * Passes that rewrite a network into a spiking one, each a pure function from graph to graph. The
 * pipeline is a literal list in {@link Rewriting}. A pass documents the graph before and after, and
 * the formula with its source.
 */
package io.spikeport.rewrite;
