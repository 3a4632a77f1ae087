package io.spikeport.simulation.plan;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;

/** How many timesteps a plan runs at once. */
public final class ChunkLength {

  /** Beyond this, dense products get no faster, but fewer values stay in the cache. */
  private static final int MOST = 32;

  /** What the buffers of one plan may take, in floats (256 MiB). */
  private static final long BUDGET = 1L << 26;

  private ChunkLength() {}

  /**
   * Depends on the graph and T alone, so that results do. Timesteps are spread evenly over as few
   * runs as possible, so that the last one wastes few rows.
   */
  public static int of(Graph graph, int timesteps) {
    long perRow = 0;
    for (Node node : graph.nodes()) {
      perRow += graph.shape(node.name()).size();
    }
    int most = (int) Math.max(1, Math.min(MOST, BUDGET / Math.max(1, perRow)));
    int runs = (timesteps + most - 1) / most;
    return (timesteps + runs - 1) / runs;
  }
}
