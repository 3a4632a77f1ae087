package io.spikeport.onnx.model;

import io.spikeport.proto.Onnx.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes that a model's output depends on, in topological order, with unique names. */
public final class ModelNodes {

  private final List<SourceNode> nodes;
  private final List<String> names;
  private final Set<String> taken;
  private final Map<String, Integer> uses = new HashMap<>();

  private ModelNodes(List<SourceNode> nodes, List<String> names, Set<String> taken) {
    this.nodes = List.copyOf(nodes);
    this.names = List.copyOf(names);
    this.taken = Set.copyOf(taken);
  }

  /**
   * @param given names of the values that no node makes
   */
  public static ModelNodes of(
      List<SourceNode> all, Set<String> given, String input, String output, String file) {
    List<SourceNode> nodes = NodeOrder.of(all, given, output, file);
    Set<String> taken = new HashSet<>(Set.of(input));
    ModelNodes result = new ModelNodes(nodes, names(all, nodes, taken), taken);
    result.uses.put(output, 1);
    for (SourceNode node : nodes) {
      // Who asks for an extent does not take the value.
      if (!node.proto().getOpType().equals("Shape") && !node.proto().getOpType().equals("Size")) {
        node.proto().getInputList().forEach(name -> result.uses.merge(name, 1, Integer::sum));
      }
    }
    return result;
  }

  /**
   * Unique names: the node's own where it has one that no other node and not the input has, else
   * that of its first output.
   */
  private static List<String> names(
      List<SourceNode> all, List<SourceNode> nodes, Set<String> taken) {
    Map<String, Integer> counts = new HashMap<>();
    all.forEach(node -> counts.merge(node.proto().getName(), 1, Integer::sum));
    List<String> names = new ArrayList<>();
    Set<String> own = new HashSet<>(counts.keySet());
    for (SourceNode node : nodes) {
      String name = node.proto().getName();
      boolean usable = !name.isEmpty() && counts.get(name) == 1 && taken.add(name);
      names.add(usable ? name : free(node.proto(), own, taken));
    }
    return names;
  }

  private static String free(NodeProto node, Set<String> own, Set<String> taken) {
    String base = node.getOutputCount() == 0 ? node.getOpType() : node.getOutput(0);
    String name = base;
    for (int i = 2; own.contains(name) || !taken.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  public List<SourceNode> nodes() {
    return nodes;
  }

  public String name(int index) {
    return names.get(index);
  }

  /** Whether a name belongs to a node or to the input. */
  public boolean isName(String name) {
    return taken.contains(name);
  }

  /** How often a value is taken, by nodes and as the output. */
  public int uses(String value) {
    return uses.getOrDefault(value, 0);
  }
}
