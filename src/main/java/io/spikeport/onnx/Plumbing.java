package io.spikeport.onnx;

import io.spikeport.graph.Flatten;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Reshape;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Operators that move values or leave them as they are. */
final class Plumbing {

  private Plumbing() {}

  static List<Value> identity(OnnxNode node, Network network) {
    return List.of(node.input(0));
  }

  static List<Value> constant(OnnxNode node, Network network) {
    TensorProto tensor =
        node.tensor("value")
            .orElseThrow(() -> node.refuse("expected a tensor as 'value', found none", ""));
    return List.of(Constant.of(tensor, node.place(), Path.of("")));
  }

  static List<Value> flatten(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    int given = node.integer("axis", 1);
    int axis = given < 0 ? given + input.rank() : given;
    if (axis != 1) {
      throw node.refuse("expected axis 1, found " + given, "");
    }
    return List.of(network.add(node, new Flatten(), input));
  }

  static List<Value> reshape(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    Shape target = Reshaping.target(node, network, input.sample());
    return List.of(
        network.add(node, target.rank() == 1 ? new Flatten() : new Reshape(target), input));
  }

  static List<Value> pad(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    String mode = node.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw node.refuse("expected mode constant, found " + mode, "pad with zeros");
    }
    List<Integer> pads = node.opset() < 11 ? node.integers("pads", List.of()) : node.ints(1);
    float value =
        node.opset() < 11 ? node.real("value", 0) : node.has(2) ? node.constant(2).values()[0] : 0;
    int rank = input.rank();
    if (pads.size() != 2 * rank || pads.get(0) != 0 || pads.get(rank) != 0) {
      throw node.refuse(
          "expected pads for " + rank + " axes, none for the batch, found " + pads, "");
    }
    if (pads.stream().allMatch(p -> p == 0)) {
      return List.of(input);
    }
    List<Integer> begin = new ArrayList<>(pads.subList(1, rank));
    List<Integer> end = new ArrayList<>(pads.subList(rank + 1, 2 * rank));
    try {
      return List.of(network.add(node, new Pad(begin, end, value), input));
    } catch (IllegalArgumentException e) {
      throw node.refuse(e.getMessage(), "");
    }
  }
}
