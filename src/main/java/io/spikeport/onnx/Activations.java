package io.spikeport.onnx;

import io.spikeport.graph.Relu;
import io.spikeport.graph.Softmax;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.tensor.Shape;
import java.util.List;

/** Operators that change each element by itself, and Softmax. */
final class Activations {

  private Activations() {}

  static List<Value> relu(OnnxNode node, Network network) {
    return List.of(network.add(node, new Relu(), node.activation(0)));
  }

  static List<Value> softmax(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    boolean flattens = node.opset() < 13;
    int given = node.integer("axis", flattens ? 1 : -1);
    int axis = given < 0 ? given + input.rank() : given;
    if (axis < 1 || axis >= input.rank()) {
      throw node.refuse("expected an axis within the sample, found axis " + given, "");
    }
    // Before opset 13 all axes from this one on are taken as one; the same if only one has extent.
    Shape sample = input.sample();
    if (flattens && sample.size() != sample.extent(axis - 1)) {
      throw node.refuse(
          "expected one axis with values, found a Softmax over " + sample, "use opset 13 or later");
    }
    return List.of(network.add(node, new Softmax(axis), input));
  }
}
