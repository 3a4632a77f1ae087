package io.spikeport.onnx;

import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Linear;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/** Layers with weights. */
final class Layers {

  private Layers() {}

  static List<Value> conv(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    Constant weight = node.constant(1);
    if (weight.rank() < 3 || weight.rank() > 4) {
      throw node.refuse(
          "expected one or two spatial axes, found weights of shape " + weight.tensor().shape(),
          "");
    }
    Tensor w = weight.tensor();
    List<Integer> kernel = w.shape().toList().subList(2, w.shape().rank());
    if (!node.integers("kernel_shape", kernel).equals(kernel)) {
      throw node.refuse(
          "expected kernel_shape "
              + kernel
              + " as the weights have it, found "
              + node.integers("kernel_shape", kernel),
          "");
    }
    Tensor bias =
        node.has(2) ? node.constant(2).tensor() : Tensor.filled(Shape.of(w.shape().extent(0)), 0);
    Conv conv;
    try {
      conv = new Conv(w, bias, Windows.of(node, kernel, input.sample()), node.integer("group", 1));
    } catch (IllegalArgumentException e) {
      throw node.refuse(e.getMessage(), "");
    }
    return List.of(network.add(node, conv, input));
  }

  static List<Value> gemm(OnnxNode node, Network network) {
    if (node.integer("transA", 0) != 0) {
      throw node.refuse("expected transA 0, found a transposed batch", "");
    }
    Tensor weight = matrix(node, node.constant(1));
    if (node.integer("transB", 0) == 0) {
      weight = transposed(weight);
    }
    float alpha = node.real("alpha", 1);
    if (alpha != 1) {
      weight = scaled(weight, alpha);
    }
    Tensor bias = Tensor.filled(Shape.of(weight.shape().extent(0)), 0);
    if (node.has(2)) {
      bias = spread(node, node.constant(2), bias.size());
      if (node.real("beta", 1) != 1) {
        bias = scaled(bias, node.real("beta", 1));
      }
    }
    return List.of(network.add(node, new Linear(weight, bias), node.activation(0)));
  }

  static List<Value> matMul(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    Tensor weight = transposed(matrix(node, node.constant(1)));
    Tensor bias = Tensor.filled(Shape.of(weight.shape().extent(0)), 0);
    return List.of(network.add(node, new Linear(weight, bias), input));
  }

  static List<Value> batchNormalization(OnnxNode node, Network network) {
    if (node.integer("training_mode", 0) != 0) {
      throw node.refuse("expected inference, found training_mode 1", "export with model.eval()");
    }
    if (node.integer("spatial", 1) != 1) {
      throw node.refuse("expected statistics per channel, found spatial 0", "");
    }
    BatchNormalization op;
    try {
      op =
          new BatchNormalization(
              node.constant(1).tensor(),
              node.constant(2).tensor(),
              node.constant(3).tensor(),
              node.constant(4).tensor(),
              node.real("epsilon", 1e-5f));
    } catch (IllegalArgumentException e) {
      throw node.refuse(e.getMessage(), "");
    }
    return List.of(network.add(node, op, node.activation(0)));
  }

  private static Tensor matrix(OnnxNode node, Constant constant) {
    if (constant.rank() != 2 || constant.size() == 0) {
      throw node.refuse("expected weights of rank 2, found " + constant, "");
    }
    return constant.tensor();
  }

  /** A bias that may be given as one number, a vector, or a row. */
  private static Tensor spread(OnnxNode node, Constant bias, int size) {
    int[] dims = bias.dims();
    boolean row = dims.length < 1 || bias.size() == dims[dims.length - 1];
    if (!row || (bias.size() != 1 && bias.size() != size)) {
      throw node.refuse("expected a bias of " + size + " values, found " + bias, "");
    }
    return bias.size() == size
        ? Tensor.wrap(Shape.of(size), bias.values())
        : Tensor.filled(Shape.of(size), bias.values()[0]);
  }

  private static Tensor transposed(Tensor matrix) {
    int rows = matrix.shape().extent(0);
    int columns = matrix.shape().extent(1);
    float[] turned = new float[matrix.size()];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        turned[c * rows + r] = matrix.get(r * columns + c);
      }
    }
    return Tensor.wrap(Shape.of(columns, rows), turned);
  }

  private static Tensor scaled(Tensor tensor, float factor) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return Tensor.wrap(tensor.shape(), values);
  }
}
