package io.spikeport.onnx;

import io.spikeport.graph.Graph;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns nodes of opset 6, for which ONNX Runtime has no kernels, into those of opset 7: constants
 * that are repeated along the axes after them get these axes, and what inference always means is no
 * longer said.
 */
final class RuntimeOpset6 {

  private static final Set<String> GONE = Set.of("axis", "broadcast", "consumed_inputs", "is_test");
  private static final Set<String> BROADCASTING = Set.of("Add", "Sub", "Mul", "Div", "Pow");
  private static final Set<String> OTHERS = Set.of("BatchNormalization", "Dropout", "Gemm");

  private RuntimeOpset6() {}

  static void toOpset7(GraphProto.Builder graph, ImportedModel imported) {
    Map<String, Integer> ranks = new HashMap<>();
    Graph known = imported.graph();
    imported.onnxValues().forEach((node, value) -> rank(known, node, value, ranks));
    Map<String, Integer> constants = new HashMap<>();
    graph.getInitializerList().forEach(t -> constants.put(t.getName(), t.getDimsCount()));
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      boolean broadcasting = BROADCASTING.contains(node.getOpType());
      if (!broadcasting && !OTHERS.contains(node.getOpType())) {
        nodes.add(node);
        continue;
      }
      NodeProto.Builder newer = node.toBuilder().clearAttribute();
      node.getAttributeList().stream()
          .filter(attribute -> !GONE.contains(attribute.getName()))
          .forEach(newer::addAttribute);
      Integer axis = axis(node);
      Integer rank = ranks.get(node.getOutput(0));
      Integer own = constants.get(node.getInput(1 % node.getInputCount()));
      if (broadcasting && axis != null && rank != null && own != null) {
        String aligned = node.getOutput(0) + "/aligned";
        nodes.add(unsqueeze(node.getInput(1), aligned, own, rank - axis(axis, rank)));
        newer.setInput(1, aligned);
      }
      nodes.add(newer.build());
    }
    graph.clearNode().addAllNode(nodes);
  }

  private static void rank(Graph graph, String node, String value, Map<String, Integer> ranks) {
    if (graph.hasNode(node)) {
      ranks.put(value, graph.shape(node).rank() + 1);
    }
  }

  private static Integer axis(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("axis"))
        .map(attribute -> (int) attribute.getI())
        .findFirst()
        .orElse(null);
  }

  private static int axis(int axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }

  /** As many axes as there are from the first one on that the constant lies along. */
  private static NodeProto unsqueeze(String from, String to, int rank, int wanted) {
    AttributeProto.Builder axes =
        AttributeProto.newBuilder().setName("axes").setType(AttributeProto.AttributeType.INTS);
    for (int i = rank; i < wanted; i++) {
      axes.addInts(i);
    }
    return NodeProto.newBuilder()
        .setOpType(axes.getIntsCount() == 0 ? "Identity" : "Unsqueeze")
        .addInput(from)
        .addOutput(to)
        .addAllAttribute(axes.getIntsCount() == 0 ? List.of() : List.of(axes.build()))
        .build();
  }
}
