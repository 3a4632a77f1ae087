package io.spikeport.onnx.fold;

import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.Dim;
import io.spikeport.onnx.network.Folding;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Missing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Computes constants element by element. Real numbers are computed in float64 and rounded to
 * float32, which for one operation gives what float32 gives; integers may contain the batch size.
 */
public final class FoldElementwise {

  static final String BATCH =
      "a shape is computed from the batch size in a way that is not understood";

  private FoldElementwise() {}

  /** One operation on two integers; empty where the batch size makes the result unknown. */
  interface OnIntegers {
    Optional<Dim> apply(Dim a, Dim b);
  }

  static Folding binary(OnIntegers onIntegers, DoubleBinaryOperator onReals) {
    return (node, builder) -> {
      Constant result = (Constant) node.input(0);
      for (int i = 1; i < node.inputs(); i++) {
        Constant next = (Constant) node.input(i);
        result = pair(node, builder, result, next, onIntegers, onReals);
      }
      return List.of(result);
    };
  }

  /** An operation on integers that do not contain the batch size. */
  static OnIntegers known(LongBinaryOperator operation) {
    return (a, b) ->
        a.batch() || b.batch()
            ? Optional.empty()
            : Optional.of(Dim.of(operation.applyAsLong(a.factor(), b.factor())));
  }

  private static Constant pair(
      OnnxNode node,
      GraphBuilder builder,
      Constant a,
      Constant b,
      OnIntegers onIntegers,
      DoubleBinaryOperator onReals) {
    int[] dims = broadcast(node, a.dims(), b.dims());
    builder.spend(node, product(dims));
    int[] fromA = Broadcast.positions(padded(a.dims(), dims.length), dims);
    int[] fromB = Broadcast.positions(padded(b.dims(), dims.length), dims);
    if (a.isInteger() && b.isInteger() && fromA.length <= Constant.LONGEST_SHAPE) {
      List<Dim> as = a.integers().orElseThrow();
      List<Dim> bs = b.integers().orElseThrow();
      List<Dim> results = new ArrayList<>();
      for (int i = 0; i < fromA.length; i++) {
        results.add(integer(node, builder, as.get(fromA[i]), bs.get(fromB[i]), onIntegers));
      }
      return Constant.integers(dims, results);
    }
    float[] as = reals(node, a);
    float[] bs = reals(node, b);
    float[] results = new float[fromA.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = (float) onReals.applyAsDouble(as[fromA[i]], bs[fromB[i]]);
    }
    return Constant.reals(dims, results);
  }

  private static Dim integer(
      OnnxNode node, GraphBuilder builder, Dim a, Dim b, OnIntegers operation) {
    return operation
        .apply(a, b)
        .or(() -> operation.apply(builder.withoutBatch(a), builder.withoutBatch(b)))
        .orElseThrow(() -> node.refuse(BATCH));
  }

  public static Folding unary(DoubleUnaryOperator onReals) {
    return (node, builder) -> {
      Constant input = node.constant(0);
      builder.spend(node, input.size());
      float[] values = input.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) onReals.applyAsDouble(values[i]);
      }
      if (!input.isInteger()) {
        return List.of(Constant.reals(input.dims(), values));
      }
      List<Dim> integers = new ArrayList<>();
      for (float value : values) {
        integers.add(Dim.of((long) value));
      }
      return List.of(Constant.integers(input.dims(), integers));
    };
  }

  /** Results as integers, which truth values count as. */
  static List<Value> toIntegers(OnnxNode node, List<Value> results) {
    Constant result = (Constant) results.get(0);
    if (result.isInteger()) {
      return results;
    }
    if (result.size() > Constant.LONGEST_SHAPE) {
      throw node.refuse("expected few truth values, found " + result);
    }
    List<Dim> integers = new ArrayList<>();
    for (float value : result.values()) {
      integers.add(Dim.of((long) value));
    }
    return List.of(Constant.integers(result.dims(), integers));
  }

  public static List<Value> negate(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    return input.isInteger()
        ? List.of(
            Constant.integers(
                input.dims(), input.integers().orElseThrow().stream().map(Dim::negated).toList()))
        : unary(x -> -x).fold(node, builder);
  }

  public static List<Value> cast(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    int code = node.integer("to", 0);
    ElementType type =
        ElementType.of(code)
            .orElseThrow(
                () ->
                    node.refuse(
                        "expected a cast to numbers, found one to " + ElementType.name(code)));
    if (!type.isInteger()) {
      return List.of(
          input.hasBatch() ? new Missing(BATCH) : Constant.reals(input.dims(), input.values()));
    }
    if (input.size() > Constant.LONGEST_SHAPE) {
      throw node.refuse("expected few integers, found " + input);
    }
    List<Dim> integers = new ArrayList<>();
    if (input.isInteger()) {
      integers.addAll(input.integers().orElseThrow());
    } else {
      for (float value : input.values()) {
        integers.add(Dim.of((long) value));
      }
    }
    if (type == ElementType.BOOL) {
      integers.replaceAll(value -> Dim.of(value.factor() == 0 ? 0 : 1));
    }
    return List.of(Constant.integers(input.dims(), integers).typed(type));
  }

  public static List<Value> where(OnnxNode node, GraphBuilder builder) {
    Constant condition = node.constant(0);
    Constant yes = (Constant) node.input(1);
    Constant no = (Constant) node.input(2);
    int[] dims = broadcast(node, condition.dims(), broadcast(node, yes.dims(), no.dims()));
    builder.spend(node, product(dims));
    int[] fromCondition = Broadcast.positions(padded(condition.dims(), dims.length), dims);
    int[] fromYes = Broadcast.positions(padded(yes.dims(), dims.length), dims);
    int[] fromNo = Broadcast.positions(padded(no.dims(), dims.length), dims);
    float[] flags = condition.values();
    if (yes.isInteger() && no.isInteger()) {
      List<Dim> results = new ArrayList<>();
      for (int i = 0; i < fromYes.length; i++) {
        results.add(
            flags[fromCondition[i]] != 0
                ? yes.integers().orElseThrow().get(fromYes[i])
                : no.integers().orElseThrow().get(fromNo[i]));
      }
      return List.of(Constant.integers(dims, results));
    }
    float[] results = new float[fromYes.length];
    for (int i = 0; i < results.length; i++) {
      results[i] =
          flags[fromCondition[i]] != 0 ? reals(node, yes)[fromYes[i]] : reals(node, no)[fromNo[i]];
    }
    return List.of(Constant.reals(dims, results));
  }

  /** Reduces over the listed axes, or all. */
  static Folding reduction(
      int axesInputSince, float start, DoubleBinaryOperator operation, boolean mean) {
    return (node, builder) -> {
      Constant input = node.constant(0);
      int rank = input.rank();
      List<Integer> axes =
          node.intsSince(axesInputSince, 1, "axes").orElse(List.of()).stream()
              .map(axis -> node.axis(axis, rank))
              .toList();
      if (axes.isEmpty() && node.flag("noop_with_empty_axes", false)) {
        return List.of(input);
      }
      int[] kept = input.dims();
      List<Integer> left = new ArrayList<>();
      for (int axis = 0; axis < rank; axis++) {
        boolean reduced = axes.isEmpty() || axes.contains(axis);
        kept[axis] = reduced ? 1 : kept[axis];
        if (!reduced || node.flag("keepdims", true)) {
          left.add(kept[axis]);
        }
      }
      builder.spend(node, input.size());
      int[] positions = Broadcast.positions(kept, input.dims());
      double[] sums = new double[(int) product(kept)];
      Arrays.fill(sums, start);
      for (int i = 0; i < positions.length; i++) {
        sums[positions[i]] = operation.applyAsDouble(sums[positions[i]], input.values()[i]);
      }
      int[] dims = left.stream().mapToInt(i -> i).toArray();
      double divisor = mean ? (double) positions.length / Math.max(1, sums.length) : 1;
      return List.of(numbers(input, dims, sums, divisor));
    };
  }

  private static Constant numbers(Constant like, int[] dims, double[] values, double divisor) {
    if (like.isInteger()) {
      return Constant.integers(
          dims, Arrays.stream(values).mapToObj(v -> Dim.of((long) (v / divisor))).toList());
    }
    float[] reals = new float[values.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = (float) (values[i] / divisor);
    }
    return Constant.reals(dims, reals);
  }

  public static float[] reals(OnnxNode node, Constant constant) {
    if (constant.hasBatch()) {
      throw node.refuse(BATCH);
    }
    return constant.values();
  }

  public static long product(int[] dims) {
    long product = 1;
    for (int dim : dims) {
      product = product * dim;
      if (product > Integer.MAX_VALUE) {
        return Long.MAX_VALUE;
      }
    }
    return product;
  }

  public static int[] padded(int[] dims, int rank) {
    int[] all = new int[rank];
    Arrays.fill(all, 1);
    System.arraycopy(dims, 0, all, rank - dims.length, dims.length);
    return all;
  }

  public static int[] broadcast(OnnxNode node, int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] as = padded(a, rank);
    int[] bs = padded(b, rank);
    int[] dims = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      if (as[axis] != bs[axis] && as[axis] != 1 && bs[axis] != 1) {
        throw node.refuse(
            "expected shapes that fit, found " + Arrays.toString(a) + " and " + Arrays.toString(b));
      }
      dims[axis] = as[axis] == 1 ? bs[axis] : as[axis];
    }
    return dims;
  }
}
