package io.spikeport.onnx.network;

import io.spikeport.graph.AddConstant;
import io.spikeport.graph.AxisLinear;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Take;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Works on one axis of a value, counted as ONNX counts it with the batch axis, wherever the graph
 * has that axis.
 */
public final class Axes {

  private Axes() {}

  /**
   * A list of indices, one for each position of an axis to come.
   *
   * @throws io.spikeport.error.ModelException if the model asks for more than there is memory for
   */
  public static List<Integer> indices(
      OnnxNode node, GraphBuilder builder, long count, IntFunction<Integer> at) {
    // An index takes about four times the memory of a float.
    builder.spend(node, 4 * count);
    return IntStream.range(0, (int) count).mapToObj(at).toList();
  }

  /** Elements along an axis; {@link Take#NOWHERE} stands for a zero. */
  public static Activation take(
      OnnxNode node, GraphBuilder builder, Activation input, int axis, List<Integer> indices) {
    int extent = input.sample().extent(axis - 1);
    int first = indices.isEmpty() ? Take.NOWHERE : indices.get(0);
    int count = indices.size();
    boolean range =
        first >= 0
            && first + count <= extent
            && IntStream.range(0, count).allMatch(i -> indices.get(i) == first + i);
    if (range && count == extent) {
      return input;
    }
    return along(
        node,
        builder,
        input,
        axis,
        stored -> range ? new Slice(stored, first, first + count) : new Take(stored, indices));
  }

  /** Weighted sums along an axis. */
  public static Activation mix(
      OnnxNode node, GraphBuilder builder, Activation input, int axis, Tensor matrix) {
    return along(node, builder, input, axis, stored -> new AxisLinear(stored, matrix));
  }

  private static Activation along(
      OnnxNode node, GraphBuilder builder, Activation input, int axis, IntFunction<Op> op) {
    Activation whole = input.layout().flat() ? builder.straight(node, input) : input;
    ValueLayout layout = whole.layout();
    Op built = node.fitting(() -> op.apply(layout.storedAxis(axis)));
    String suffix = built.name().toLowerCase(Locale.ROOT);
    String made = builder.addBeside(node, suffix, built, builder.stored(whole.node())).node();
    return new Activation(
        made, new ValueLayout(builder.shape(made), layout.permutation(), false), input.bare());
  }

  /** A value whose axes of extent 1 are repeated until it has a shape. */
  public static Activation expand(
      OnnxNode node, GraphBuilder builder, Activation input, Shape target) {
    Activation result = input;
    for (int axis = 1; axis <= target.rank(); axis++) {
      int extent = target.extent(axis - 1);
      if (result.sample().rank() != target.rank()
          || (result.sample().extent(axis - 1) != extent
              && result.sample().extent(axis - 1) != 1)) {
        throw node.refuse("expected " + input + " to fit samples of " + target);
      }
      if (result.sample().extent(axis - 1) != extent) {
        List<Integer> zeros = indices(node, builder, extent, i -> 0);
        result = take(node, builder, result, axis, zeros);
      }
    }
    return result;
  }

  /** Values that are repeated along axes of extent 1 until all have one shape. */
  public static List<Activation> alike(
      OnnxNode node, GraphBuilder builder, List<Activation> values) {
    int rank = values.stream().mapToInt(value -> value.sample().rank()).max().orElse(0);
    int[] extents = new int[rank];
    for (Activation value : values) {
      if (value.sample().rank() != rank) {
        throw node.refuse("expected values of one shape, found " + values.get(0) + " and " + value);
      }
      for (int axis = 0; axis < rank; axis++) {
        extents[axis] = Math.max(extents[axis], value.sample().extent(axis));
      }
    }
    Shape target = node.fitting(() -> Shape.of(extents));
    for (Activation value : values) {
      for (int axis = 0; axis < rank; axis++) {
        if (value.sample().extent(axis) != 1 && value.sample().extent(axis) != extents[axis]) {
          throw node.refuse(
              "expected values of one shape, found " + values.get(0) + " and " + value);
        }
      }
    }
    return values.stream().map(value -> expand(node, builder, value, target)).toList();
  }

  /**
   * A constant as a value with a batch axis: the same for every sample.
   *
   * @param constant one sample
   */
  public static Activation constant(OnnxNode node, GraphBuilder builder, Tensor constant) {
    Shape sample = constant.shape();
    Activation zero = builder.zero(node);
    if (sample.rank() > 1) {
      Shape ones = Shape.of(Collections.nCopies(sample.rank(), 1));
      zero = builder.addBeside(node, "ones", new Reshape(ones), zero);
    }
    Activation zeros = expand(node, builder, zero, sample);
    return builder.addBeside(node, "constant", new AddConstant(constant), zeros);
  }
}
