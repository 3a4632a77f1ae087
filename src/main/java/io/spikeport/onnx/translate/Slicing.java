package io.spikeport.onnx.translate;

import io.spikeport.graph.Slice;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.Dim;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.ValueLayout;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Operators that take parts of a value, in any order and number. */
public final class Slicing {

  private Slicing() {}

  public static List<Value> split(OnnxNode node, GraphBuilder builder) {
    Activation input = ordered(node, builder);
    int axis = node.sampleAxis(node.integer("axis", 0), input.rank());
    int extent = input.sample().extent(axis - 1);
    List<Integer> sizes = sizes(node, extent);
    if (sizes.size() == 1) {
      return List.of(input);
    }
    List<Value> parts = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      parts.add(part(node, builder, input, axis, start, start + size, parts.size()));
      start += size;
    }
    return parts;
  }

  static List<Integer> sizes(OnnxNode node, int extent) {
    List<Integer> sizes = node.intsSince(13, 1, "split").orElseGet(() -> equalParts(node, extent));
    if (sizes.size() != node.outputs()
        || sizes.stream().anyMatch(size -> size < 1)
        || sizes.stream().mapToLong(Integer::longValue).sum() != extent) {
      throw node.refuse(
          "expected " + node.outputs() + " parts of " + extent + " in all, found " + sizes);
    }
    return sizes;
  }

  private static List<Integer> equalParts(OnnxNode node, int extent) {
    int count = node.integer("num_outputs", node.outputs());
    if (count < 1 || count > extent) {
      throw node.refuse("expected 1 to " + extent + " parts, found " + count);
    }
    // Only the last part may be smaller.
    int size = (extent + count - 1) / count;
    List<Integer> sizes = new ArrayList<>(Collections.nCopies(count, size));
    sizes.set(count - 1, extent - size * (count - 1));
    return sizes;
  }

  private static Activation part(
      OnnxNode node,
      GraphBuilder builder,
      Activation input,
      int axis,
      int from,
      int to,
      int number) {
    Slice op = new Slice(input.layout().storedAxis(axis), from, to);
    Activation stored = builder.stored(input.node());
    Activation part = builder.addBeside(node, Integer.toString(number), op, stored);
    return new Activation(
        part.node(),
        new ValueLayout(builder.shape(part.node()), input.layout().permutation(), false));
  }

  public static List<Value> slice(OnnxNode node, GraphBuilder builder) {
    Activation input = ordered(node, builder);
    boolean asInputs = node.opset() >= 10;
    if (!asInputs && node.attribute("starts").isEmpty()) {
      throw node.refuse("expected an attribute starts, found none");
    }
    List<Integer> starts = asInputs ? node.ints(1) : node.integers("starts", List.of());
    List<Integer> ends = asInputs ? node.ints(2) : node.integers("ends", List.of());
    List<Integer> usual = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      usual.add(i);
    }
    List<Integer> axes = node.intsSince(10, 3, "axes").orElse(usual);
    List<Integer> steps =
        asInputs && node.has(4) ? node.ints(4) : Collections.nCopies(starts.size(), 1);
    if (ends.size() != starts.size()
        || axes.size() != starts.size()
        || steps.size() != starts.size()) {
      throw node.refuse("expected as many starts as ends, axes and steps");
    }
    Activation result = input;
    for (int i = 0; i < starts.size(); i++) {
      int axis = node.axis(axes.get(i), input.rank());
      if (axis == 0) {
        if (starts.get(i) != 0 || ends.get(i) < Integer.MAX_VALUE || steps.get(i) != 1) {
          throw node.refuse("expected all samples of a batch to be kept, found a part of them");
        }
        continue;
      }
      int extent = result.sample().extent(axis - 1);
      int step = steps.get(i);
      // Backwards, the range is from the last element to before the first.
      int back = step < 0 ? 1 : 0;
      int from = bound(starts.get(i), extent, 0, extent - back);
      int to = bound(ends.get(i), extent, -back, extent - back);
      long count = step == 0 ? 0 : ((long) to - from + step - Integer.signum(step)) / step;
      if (count <= 0) {
        throw node.refuse(
            "expected a part with elements, found " + from + " to " + to + " in steps of " + step);
      }
      result =
          step == 1 && count < extent
              ? part(node, builder, result, axis, from, to, i)
              : Axes.take(
                  node,
                  builder,
                  result,
                  axis,
                  Axes.indices(node, builder, count, k -> from + k * step));
    }
    return List.of(result);
  }

  private static int bound(int given, int extent, int least, int most) {
    long counted = given < 0 ? (long) given + extent : given;
    return (int) Math.max(least, Math.min(most, counted));
  }

  public static List<Value> gather(OnnxNode node, GraphBuilder builder) {
    Activation given = node.anyActivation(0);
    Activation input = given.layout().flat() ? builder.straight(node, given) : given;
    int axis = node.sampleAxis(node.integer("axis", 0), given);
    int extent = input.sample().extent(axis - 1);
    List<Integer> indices = new ArrayList<>();
    for (int index : node.ints(1)) {
      if (index < -extent || index >= extent) {
        throw node.refuse("expected indices below " + extent + ", found " + index);
      }
      indices.add(index < 0 ? index + extent : index);
    }
    if (indices.isEmpty()) {
      throw node.refuse("expected an index, found " + node.input(1));
    }
    Activation part =
        isRange(indices) && indices.size() < extent
            ? part(node, builder, input, axis, indices.get(0), last(indices) + 1, 0)
            : Axes.take(node, builder, input, axis, indices);
    int[] shape = node.constant(1).dims();
    if (shape.length == 1) {
      return List.of(part.withBare(given.bare()));
    }
    List<Integer> left = new ArrayList<>(part.sample().toList());
    left.remove(axis - 1);
    left.addAll(axis - 1, Arrays.stream(shape).boxed().toList());
    if (given.bare()) {
      return List.of(Reshaping.ofOne(node, builder, part.withBare(true), left));
    }
    return List.of(Reshaping.reshaped(node, builder, part, Shape.of(left)));
  }

  private static int last(List<Integer> indices) {
    return indices.get(indices.size() - 1);
  }

  private static boolean isRange(List<Integer> indices) {
    for (int i = 1; i < indices.size(); i++) {
      if (indices.get(i) != indices.get(i - 1) + 1) {
        return false;
      }
    }
    return true;
  }

  private static Activation ordered(OnnxNode node, GraphBuilder builder) {
    Activation input = node.activation(0);
    return input.layout().flat() ? builder.straight(node, input) : input;
  }

  public static List<Value> expand(OnnxNode node, GraphBuilder builder) {
    Activation input = node.activation(0);
    Optional<List<Dim>> target =
        node.input(1) instanceof Constant constant ? constant.integers() : Optional.empty();
    List<Dim> dims = target.orElseThrow(() -> node.refuse("expected a known shape"));
    int offset = input.rank() - dims.size();
    int[] extents = input.sample().toArray();
    for (int i = 0; i < dims.size(); i++) {
      Dim dim = dims.get(i);
      int axis = i + offset;
      boolean fits = dim.is(1) || (axis == 0 && dim.equals(Dim.BATCH));
      if (axis > 0 && !fits) {
        fits = !dim.batch() && dim.factor() > 0 && dim.factor() < Integer.MAX_VALUE;
        // What does not repeat an axis of extent 1 must be its extent.
        fits &= extents[axis - 1] == 1 || dim.is(extents[axis - 1]);
        extents[axis - 1] = (int) dim.factor();
      }
      if (!fits) {
        throw node.refuse("expected a shape that " + input + " can be repeated to, found " + dims);
      }
    }
    Shape repeated = node.fitting(() -> Shape.of(extents));
    return List.of(Axes.expand(node, builder, input, repeated));
  }

  public static List<Value> tile(OnnxNode node, GraphBuilder builder) {
    Activation input = node.activation(0);
    List<Integer> repeats = node.ints(1);
    if (repeats.size() != input.rank() || repeats.get(0) != 1) {
      throw node.refuse(
          "expected repeats for " + input.rank() + " axes and 1 for the batch, found " + repeats);
    }
    for (int axis = 1; axis < repeats.size(); axis++) {
      int extent = input.sample().extent(axis - 1);
      if (repeats.get(axis) < 1) {
        throw node.refuse("expected repeats of at least 1, found " + repeats);
      }
      List<Integer> indices =
          Axes.indices(node, builder, (long) extent * repeats.get(axis), i -> i % extent);
      input = Axes.take(node, builder, input, axis, indices);
    }
    return List.of(input);
  }
}
