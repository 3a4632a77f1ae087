package io.spikeport.stepgraph;

import io.spikeport.graph.Graph;
import io.spikeport.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes all timesteps one after the other. */
final class UnrolledWriter {

  private final OnnxGraphBuilder builder;
  private final Graph graph;
  private final int timesteps;
  private final int readoutStart;

  UnrolledWriter(OnnxGraphBuilder builder, Graph graph, int timesteps, int readoutStart) {
    this.builder = builder;
    this.graph = graph;
    this.timesteps = timesteps;
    this.readoutStart = readoutStart;
  }

  /** Yields the name of the summed output. */
  String write(String image) {
    Timing timing = new Timing(graph);
    Map<String, String> values = new HashMap<>(Map.of(graph.input().name(), image));
    TimestepWriter.write(builder, graph, timing.constantNodes(), values, "", new StateNames());
    Initial initial = new Initial(builder, image);
    StateNames states = initial.states(State.of(graph));
    String sum = initial.expanded("initial_sum", Tensor.scalar(0), graph.outputShape());
    for (int t = 0; t < timesteps; t++) {
      Map<String, String> now = new HashMap<>(values);
      TimestepWriter.write(builder, graph, timing.timedNodes(), now, "@" + t, states);
      if (t >= readoutStart) {
        String next = builder.fresh(t == timesteps - 1 ? "accumulated" : "sum@" + t);
        builder.node("Add", next, List.of(sum, now.get(graph.output())));
        sum = next;
      }
    }
    return sum;
  }
}
