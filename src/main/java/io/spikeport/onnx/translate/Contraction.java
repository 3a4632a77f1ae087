package io.spikeport.onnx.translate;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Window;
import io.spikeport.onnx.fold.Broadcast;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Sums of products of a value and a constant, as Einsum writes them: a letter for every axis. With
 * the axes sorted into those of value, constant and result (g), those of value and constant that
 * are summed over (c), those of the value (s) and those of constant and result (o), it is a
 * convolution with a kernel of 1 in g groups: {@code y[g·o, s] = Σ_c weight[g·o, c]·x[g·c, s]}.
 */
final class Contraction {

  private final OnnxNode node;
  private final GraphBuilder builder;
  private final Map<Integer, Integer> extents = new HashMap<>();

  Contraction(OnnxNode node, GraphBuilder builder) {
    this.node = node;
    this.builder = builder;
  }

  /**
   * @param from the value's letters, that of the batch axis first
   * @param with the constant's
   * @param to the result's
   */
  Activation of(Activation x, String from, Tensor constant, String with, String to) {
    check(x, from, constant, with, to);
    String sample = from.substring(1);
    spread(x.sample(), sample);
    spread(constant.shape(), with);
    Activation value = Axes.expand(node, builder, x, shape(sample));
    String g = only(sample, l -> has(with, l) && has(to, l));
    String c = only(sample, l -> has(with, l) && !has(to, l));
    String s = only(sample, l -> !has(with, l) && has(to, l));
    String o = only(to.substring(1), l -> !has(from, l));
    String gone = only(sample, l -> !has(with, l) && !has(to, l));
    for (int letter : gone.chars().toArray()) {
      Tensor ones = Tensor.filled(Shape.of(1, extents.put(letter, 1)), 1);
      value = Axes.mix(node, builder, value, from.indexOf(letter), ones);
    }
    Activation sorted = turned(value, sample, g + c + s + gone);
    Activation result = sorted;
    if (!with.isEmpty()) {
      boolean flat = size(g) == 1 && size(s) == 1;
      Shape planes = flat ? Shape.of(size(c)) : Shape.of(size(g + c), size(s));
      Op layer = layer(weight(constant, with, g + o + c), size(g), size(c), flat);
      Activation input = planes(sorted, planes);
      result = node.fitting(() -> builder.addBeside(node, "products", layer, input));
    }
    Activation shaped = Reshaping.reshaped(node, builder, result, shape(g + o + s));
    return turned(shaped, g + o + s, to.substring(1));
  }

  private Activation planes(Activation value, Shape planes) {
    Activation straight = builder.straight(node, value);
    return straight.sample().equals(planes)
        ? straight
        : builder.addBeside(node, "planes", new Reshape(planes), straight);
  }

  private static Op layer(Tensor weight, int groups, int inputs, boolean flat) {
    int outputs = weight.size() / inputs;
    Tensor bias = Tensor.filled(Shape.of(outputs), 0);
    return flat
        ? new Linear(weight.reshape(Shape.of(outputs, inputs)), bias)
        : new Conv(weight.reshape(Shape.of(outputs, inputs, 1)), bias, Window.of(1), groups);
  }

  private void check(Activation x, String from, Tensor constant, String with, String to) {
    if (from.length() != x.rank() || with.length() != constant.shape().rank()) {
      throw node.refuse(
          "expected a letter for every axis, found "
              + String.join(" and ", from, with)
              + " for "
              + x
              + " and "
              + constant.shape());
    }
    if (to.isEmpty() || to.charAt(0) != from.charAt(0) || has(with, from.charAt(0))) {
      throw node.refuse("expected the batch axis to stay first, found " + from + " to " + to);
    }
    for (String letters : List.of(from, with, to)) {
      if (letters.chars().distinct().count() != letters.length()) {
        throw node.refuse("expected every axis once, found " + letters);
      }
    }
    if (!only(to, l -> !has(from, l) && !has(with, l)).isEmpty()) {
      throw node.refuse("expected axes of " + from + " and " + with + ", found " + to);
    }
  }

  /** Notes extents; one of 1 is repeated where the other side is longer. */
  private void spread(Shape shape, String letters) {
    for (int axis = 0; axis < letters.length(); axis++) {
      int extent = shape.extent(axis);
      int other = extents.merge((int) letters.charAt(axis), extent, Math::max);
      if (extent != 1 && extent != other) {
        throw node.refuse("expected weights that fit extents of " + other + ", found " + shape);
      }
    }
  }

  /** The constant with its axes in an order, summed over those that it has alone. */
  private Tensor weight(Tensor constant, String with, String order) {
    Shape whole = shape(with);
    int[] stride = new int[with.length()];
    int size = 1;
    for (int i = order.length() - 1; i >= 0; i--) {
      stride[with.indexOf(order.charAt(i))] = size;
      size = Math.multiplyExact(size, extents.get((int) order.charAt(i)));
    }
    builder.spend(node, (long) size + whole.size());
    Tensor full = Broadcast.to(constant, constant.shape().toArray(), whole);
    float[] values = new float[size];
    for (int i = 0; i < full.size(); i++) {
      int target = 0;
      for (int axis = 0; axis < stride.length; axis++) {
        target += i / whole.stride(axis) % whole.extent(axis) * stride[axis];
      }
      values[target] += full.get(i);
    }
    return Tensor.vector(values);
  }

  private Activation turned(Activation value, String from, String to) {
    if (from.equals(to)) {
      return value;
    }
    List<Integer> axes = to.chars().mapToObj(l -> from.indexOf(l) + 1).toList();
    Activation straight = builder.straight(node, value);
    return builder.addBeside(node, "transpose", new Transpose(axes), straight);
  }

  private Shape shape(String letters) {
    return node.fitting(() -> Shape.of(letters.chars().mapToObj(extents::get).toList()));
  }

  private int size(String letters) {
    return shape(letters).size();
  }

  private static boolean has(String letters, int letter) {
    return letters.indexOf(letter) >= 0;
  }

  private static String only(String letters, IntPredicate which) {
    return letters
        .chars()
        .filter(which)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
