package io.spikeport.rewrite.pass;

import io.spikeport.graph.Graph;

/** One rewriting step: pure, and total on every valid graph. */
@FunctionalInterface
public interface Pass {

  Graph apply(Graph graph);
}
