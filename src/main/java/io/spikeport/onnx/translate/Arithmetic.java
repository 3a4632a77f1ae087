package io.spikeport.onnx.translate;

import io.spikeport.graph.Add;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sums and products: of values with each other, and of a value with a constant. */
public final class Arithmetic {

  private Arithmetic() {}

  public static List<Value> add(OnnxNode node, GraphBuilder builder) {
    if (!node.isConstant(0) && !node.isConstant(1)) {
      return List.of(sum(node, builder, List.of(node.activation(0), node.activation(1))));
    }
    int constant = node.isConstant(0) ? 0 : 1;
    return List.of(new Affine(node, builder, 1 - constant).sum(1, 1));
  }

  public static List<Value> sub(OnnxNode node, GraphBuilder builder) {
    if (node.isConstant(1)) {
      return List.of(new Affine(node, builder, 0).sum(1, -1));
    }
    if (node.isConstant(0)) {
      return List.of(new Affine(node, builder, 1).sum(-1, 1));
    }
    Activation subtrahend = node.activation(1);
    ChannelAffine minus = new ChannelAffine(Tensor.scalar(-1), Tensor.scalar(0));
    Activation stored = builder.stored(subtrahend.node());
    Activation negative =
        new Activation(
            builder.addBeside(node, "negative", minus, stored).node(), subtrahend.layout());
    return List.of(sum(node, builder, List.of(node.activation(0), negative)));
  }

  public static List<Value> mul(OnnxNode node, GraphBuilder builder) {
    if (!node.isConstant(0) && !node.isConstant(1)) {
      throw node.refuse("expected a value and a constant, found a product of two values");
    }
    int constant = node.isConstant(0) ? 0 : 1;
    return List.of(new Affine(node, builder, 1 - constant).product());
  }

  public static List<Value> div(OnnxNode node, GraphBuilder builder) {
    if (!node.isConstant(1)) {
      throw node.refuse("expected a value and a constant divisor, found a quotient of values");
    }
    return List.of(new Affine(node, builder, 0).quotient());
  }

  public static List<Value> neg(OnnxNode node, GraphBuilder builder) {
    return List.of(new Affine(node, builder, 0).scaled(-1));
  }

  public static List<Value> sumOfMany(OnnxNode node, GraphBuilder builder) {
    return List.of(sum(node, builder, activations(node, builder)));
  }

  public static List<Value> mean(OnnxNode node, GraphBuilder builder) {
    List<Activation> terms = activations(node, builder);
    if (terms.size() == 1) {
      return List.of(terms.get(0));
    }
    List<Activation> alike = alike(node, builder, terms);
    Activation sum = builder.addBeside(node, "sum", new Add(), alike.toArray(Activation[]::new));
    ChannelAffine op = new ChannelAffine(Tensor.scalar(1f / terms.size()), Tensor.scalar(0));
    return List.of(
        builder.addElementwise(node, op, new Activation(sum.node(), alike.get(0).layout())));
  }

  private static List<Activation> activations(OnnxNode node, GraphBuilder builder) {
    List<Activation> terms = new ArrayList<>();
    for (int i = 0; i < node.inputs(); i++) {
      if (!node.isConstant(i)) {
        terms.add(node.activation(i));
      }
    }
    int rank = terms.get(0).sample().rank();
    for (int i = 0; i < node.inputs(); i++) {
      if (node.isConstant(i)) {
        int[] dims = node.constant(i).dims();
        int ones = rank + 1 - dims.length;
        if (ones < 0 || (ones == 0 && dims[0] != 1)) {
          throw node.refuse("expected terms of one shape, found " + node.constant(i));
        }
        int[] sample = new int[rank];
        Arrays.fill(sample, 1);
        System.arraycopy(
            dims, ones == 0 ? 1 : 0, sample, Math.max(0, ones - 1), Math.min(rank, dims.length));
        terms.add(Axes.constant(node, builder, node.parameter(i).reshape(Shape.of(sample))));
      }
    }
    return terms;
  }

  private static Activation sum(OnnxNode node, GraphBuilder builder, List<Activation> terms) {
    if (terms.size() == 1) {
      return terms.get(0);
    }
    List<Activation> alike = alike(node, builder, terms);
    Activation sum = builder.add(node, new Add(), alike.toArray(Activation[]::new));
    return new Activation(sum.node(), alike.get(0).layout());
  }

  /** The terms in one shape, with their elements in one order. */
  private static List<Activation> alike(
      OnnxNode node, GraphBuilder builder, List<Activation> terms) {
    List<Activation> alike = Axes.alike(node, builder, terms);
    boolean oneLayout = alike.stream().map(Activation::layout).distinct().count() == 1;
    return oneLayout ? alike : alike.stream().map(t -> builder.straight(node, t)).toList();
  }
}
