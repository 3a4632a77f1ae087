package io.spikeport.onnx;

import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Unique names for the nodes of a model: the node's own where it has one that no other node and not
 * the input has, else that of its first output.
 */
final class NodeNames {

  private final Map<NodeProto, String> names = new IdentityHashMap<>();

  private NodeNames() {}

  static NodeNames of(GraphProto graph, String input) {
    Map<String, Integer> counts = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      counts.merge(node.getName(), 1, Integer::sum);
    }
    Set<String> taken = new HashSet<>(counts.keySet());
    taken.add(input);
    NodeNames result = new NodeNames();
    for (NodeProto node : graph.getNodeList()) {
      String own = node.getName();
      boolean usable = !own.isEmpty() && counts.get(own) == 1 && !own.equals(input);
      result.names.put(node, usable ? own : free(node, taken));
    }
    return result;
  }

  private static String free(NodeProto node, Set<String> taken) {
    String base = node.getOutputCount() == 0 ? node.getOpType() : node.getOutput(0);
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  String of(NodeProto node) {
    return names.get(node);
  }
}
