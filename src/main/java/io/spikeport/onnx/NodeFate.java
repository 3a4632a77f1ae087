package io.spikeport.onnx;

import io.spikeport.error.Problem;
import io.spikeport.graph.Node;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What becomes of one node of an ONNX model.
 *
 * @param name the node's name in messages and in the graph
 * @param operator the ONNX operator, with its domain if that is not the standard one
 * @param becomes in words: the graph's operators, or why there are none
 * @param obstacles what stands in the way; empty if nothing does
 */
public record NodeFate(String name, String operator, String becomes, List<Problem> obstacles) {

  public NodeFate {
    Objects.requireNonNull(name);
    Objects.requireNonNull(operator);
    Objects.requireNonNull(becomes);
    obstacles = List.copyOf(obstacles);
  }

  static NodeFate of(
      OnnxNode node,
      List<Value> outputs,
      GraphBuilder builder,
      int nodesBefore,
      List<Problem> faults) {
    return new NodeFate(
        node.name(), node.qualifiedType(), becomes(outputs, builder, nodesBefore, faults), faults);
  }

  private static String becomes(
      List<Value> outputs, GraphBuilder builder, int nodesBefore, List<Problem> faults) {
    if (!faults.isEmpty()) {
      return "refused";
    }
    if (outputs.isEmpty()) {
      return "unknown: its input was refused";
    }
    List<Node> added = builder.nodesSince(nodesBefore);
    if (!added.isEmpty()) {
      return added.stream().map(node -> node.op().name()).collect(Collectors.joining(", "));
    }
    if (outputs.get(0) instanceof Activation activation) {
      return builder
          .maker(activation)
          .map(maker -> "part of '" + maker.name() + "' (" + maker.op().name() + ")")
          .orElse("nothing");
    }
    return outputs.get(0) instanceof Constant ? "a constant" : "part of the ReLU after it";
  }
}
