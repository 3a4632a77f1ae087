package io.spikeport.onnx;

import io.spikeport.graph.Add;
import io.spikeport.graph.Linear;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/** Sums and products. */
final class Arithmetic {

  private Arithmetic() {}

  static List<Value> add(OnnxNode node, Network network) {
    if (!node.isConstant(0) && !node.isConstant(1)) {
      return List.of(network.add(node, new Add(), node.activation(0), node.activation(1)));
    }
    int constant = node.isConstant(0) ? 0 : 1;
    Activation input = node.activation(1 - constant);
    float[] addend = node.constant(constant).values();
    int[] dims = node.constant(constant).dims();
    Linear linear =
        network
            .op(input.node(), Linear.class)
            .filter(op -> network.takesAlone(node, 1 - constant))
            .filter(op -> addend.length == op.outFeatures())
            .filter(op -> dims[dims.length - 1] == addend.length)
            .orElseThrow(
                () ->
                    node.refuse(
                        "expected two values, or the bias of a MatMul, found "
                            + input
                            + " and "
                            + node.constant(constant),
                        ""));
    float[] bias = linear.bias().toArray();
    for (int i = 0; i < bias.length; i++) {
      bias[i] += addend[i];
    }
    Linear biased = new Linear(linear.weight(), Tensor.wrap(Shape.of(bias.length), bias));
    return List.of(network.amend(node, input.node(), biased));
  }
}
