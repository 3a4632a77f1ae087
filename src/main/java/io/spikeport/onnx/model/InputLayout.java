package io.spikeport.onnx.model;

import io.spikeport.proto.Onnx.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds out whether a network takes its images channels last: then everything that is done to them
 * before the first layer ends in a transpose to channels first.
 */
public final class InputLayout {

  /** What may be done to an image before it is transposed. */
  private static final Set<String> ELEMENTWISE =
      Set.of(
          "Identity",
          "Cast",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Neg",
          "QuantizeLinear",
          "DequantizeLinear",
          "Quant");

  /** These ask for the shape only. */
  private static final Set<String> SHAPES = Set.of("Shape", "Size");

  private InputLayout() {}

  public static boolean isChannelsLast(List<SourceNode> nodes, String input, int rank) {
    Map<String, List<NodeProto>> consumers = new HashMap<>();
    for (SourceNode node : nodes) {
      for (String name : node.proto().getInputList()) {
        consumers.computeIfAbsent(name, key -> new ArrayList<>()).add(node.proto());
      }
    }
    List<Long> toChannelsFirst = new ArrayList<>(List.of(0L, rank - 1L));
    IntStream.range(1, rank - 1).forEach(axis -> toChannelsFirst.add((long) axis));
    boolean found = false;
    Set<String> seen = new HashSet<>(Set.of(input));
    Deque<String> open = new ArrayDeque<>(List.of(input));
    while (!open.isEmpty()) {
      for (NodeProto consumer : consumers.getOrDefault(open.pop(), List.of())) {
        if (consumer.getOpType().equals("Transpose")) {
          if (consumer.getAttributeList().stream()
              .noneMatch(a -> a.getIntsList().equals(toChannelsFirst))) {
            return false;
          }
          found = true;
        } else if (ELEMENTWISE.contains(consumer.getOpType())) {
          consumer.getOutputList().stream().filter(seen::add).forEach(open::push);
        } else if (!SHAPES.contains(consumer.getOpType())) {
          return false;
        }
      }
    }
    return found;
  }
}
