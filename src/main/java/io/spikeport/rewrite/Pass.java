package io.spikeport.rewrite;

import io.spikeport.graph.Graph;

/** One rewriting step: pure, and total on every valid graph. */
@FunctionalInterface
interface Pass {

  Graph apply(Graph graph);
}
