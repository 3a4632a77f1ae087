package io.spikeport.onnx.translate;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Window;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.ValueLayout;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Fully connected layers. */
public final class LinearLayers {

  private LinearLayers() {}

  public static List<Value> gemm(OnnxNode node, GraphBuilder builder) {
    Activation input = node.activation(0);
    Tensor weight = matrix(node, 1);
    if (!node.flag("transB", false)) {
      weight = transposed(node, builder, weight);
    }
    weight = scaled(node, builder, weight, node.real("alpha", 1));
    Tensor bias = Tensor.filled(Shape.of(weight.shape().extent(0)), 0);
    if (node.has(2)) {
      bias = scaled(node, builder, bias(node, bias.size()), node.real("beta", 1));
    }
    return List.of(linear(node, builder, input, weight, bias));
  }

  public static List<Value> matMul(OnnxNode node, GraphBuilder builder) {
    boolean left = node.isConstant(0);
    Activation given = node.anyActivation(left ? 1 : 0);
    if (left || (node.isConstant(1) && node.constant(1).rank() != 2)) {
      return List.of(Products.matMul(node, builder, node.activation(left ? 1 : 0), left));
    }
    Activation input = given.withBare(false);
    if (input.rank() > 4) {
      return List.of(Products.matMul(node, builder, node.activation(0), false));
    }
    Tensor weight = transposed(node, builder, matrix(node, 1));
    Tensor bias = Tensor.filled(Shape.of(weight.shape().extent(0)), 0);
    Activation result =
        input.rank() == 2
            ? linear(node, builder, input, weight, bias)
            : alongLastAxis(node, builder, input, weight, bias);
    return List.of(given.bare() ? builder.straight(node, result).withBare(true) : result);
  }

  /**
   * A layer on flat samples. Where the samples were flattened channels last, the weights are put in
   * the graph's order instead of the samples in ONNX's.
   */
  private static Activation linear(
      OnnxNode node, GraphBuilder builder, Activation input, Tensor weight, Tensor bias) {
    if (input.rank() != 2) {
      throw node.refuse("expected flat samples, found " + input);
    }
    if (!input.layout().flat()) {
      return builder.add(node, node.fitting(() -> new Linear(weight, bias)), input);
    }
    int[] positions = input.layout().positions();
    if (weight.shape().extent(1) != positions.length) {
      throw node.refuse(
          "expected weights for " + positions.length + " features, found " + weight.shape());
    }
    builder.spend(node, weight.size());
    float[] turned = new float[weight.size()];
    for (int row = 0; row < turned.length; row += positions.length) {
      for (int i = 0; i < positions.length; i++) {
        turned[row + i] = weight.get(row + positions[i]);
      }
    }
    Linear op = new Linear(Tensor.wrap(weight.shape(), turned), bias);
    return builder.add(node, op, builder.stored(input.node()));
  }

  /**
   * A layer on the last axis of {@code [N, d…, C]}: a convolution with a kernel of 1 on {@code [N,
   * C, d…]}.
   */
  private static Activation alongLastAxis(
      OnnxNode node, GraphBuilder builder, Activation input, Tensor weight, Tensor bias) {
    ValueLayout layout = input.layout();
    int spatial = input.rank() - 2;
    if (spatial > 2) {
      throw node.refuse("expected at most two axes beside batch and features, found " + input);
    }
    List<Integer> toChannelsFirst = new ArrayList<>(List.of(spatial + 1));
    List<Integer> toChannelsLast = new ArrayList<>();
    for (int axis = 1; axis <= spatial; axis++) {
      toChannelsFirst.add(axis);
      toChannelsLast.add(axis + 1);
    }
    toChannelsLast.add(1);
    Activation first;
    if (!layout.flat() && layout.storedAxis(spatial + 1) == 1) {
      // The graph has the channels first already; the axes after them may be in any order.
      first = builder.stored(input.node());
      toChannelsLast = layout.permutation();
    } else {
      Activation straight = builder.straight(node, input);
      Transpose turn = new Transpose(toChannelsFirst);
      first = builder.addBeside(node, "transpose", turn, straight);
    }
    int[] kernel = Collections.nCopies(spatial, 1).stream().mapToInt(i -> i).toArray();
    int out = weight.shape().extent(0);
    List<Integer> extents = new ArrayList<>(List.of(out, weight.shape().extent(1)));
    extents.addAll(Collections.nCopies(spatial, 1));
    Conv op = new Conv(weight.reshape(Shape.of(extents)), bias, Window.of(kernel), 1);
    Activation result = builder.add(node, op, first);
    return new Activation(
        result.node(), new ValueLayout(builder.shape(result.node()), toChannelsLast, false));
  }

  private static Tensor matrix(OnnxNode node, int index) {
    Tensor weight = node.parameter(index);
    if (weight.shape().rank() != 2) {
      throw node.refuse("expected weights of two axes, found " + weight.shape());
    }
    return weight;
  }

  /** A bias that may be given as one number, a vector, or a row. */
  private static Tensor bias(OnnxNode node, int features) {
    Tensor bias = node.parameter(2);
    int rank = bias.shape().rank();
    int last = rank == 0 ? 1 : bias.shape().extent(rank - 1);
    if (bias.size() != last || (last != 1 && last != features)) {
      throw node.refuse("expected a bias of " + features + " values, found " + bias.shape());
    }
    return last == features
        ? bias.reshape(Shape.of(features))
        : Tensor.filled(Shape.of(features), bias.get(0));
  }

  private static Tensor transposed(OnnxNode node, GraphBuilder builder, Tensor matrix) {
    builder.spend(node, matrix.size());
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

  private static Tensor scaled(OnnxNode node, GraphBuilder builder, Tensor tensor, float factor) {
    if (factor == 1) {
      return tensor;
    }
    builder.spend(node, tensor.size());
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return Tensor.wrap(tensor.shape(), values);
  }
}
