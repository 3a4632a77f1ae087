package io.spikeport.stepgraph;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import java.util.List;
import java.util.Map;

/** Writes nodes of a graph once. */
final class TimestepWriter {

  private TimestepWriter() {}

  /**
   * @param values ONNX name of each value of the graph that is there; the nodes' are added
   * @param states what the timestep starts with, and after it what it leaves
   */
  static void write(
      OnnxGraphBuilder builder,
      Graph graph,
      List<Node> nodes,
      Map<String, String> values,
      String suffix,
      StateNames states) {
    for (Node node : nodes) {
      List<String> inputs = node.inputs().stream().map(values::get).toList();
      values.put(
          node.name(),
          node.op().accept(new OperatorWriter(builder, graph, node, inputs, suffix, states)));
    }
  }
}
