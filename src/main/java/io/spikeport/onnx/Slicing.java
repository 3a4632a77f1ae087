package io.spikeport.onnx;

import io.spikeport.graph.Slice;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Operators that take parts of a value. */
final class Slicing {

  private Slicing() {}

  static List<Value> split(OnnxNode node, Network network) {
    Activation input = ordered(node, network);
    int axis = node.sampleAxis(node.integer("axis", 0), input.rank());
    int extent = input.sample().extent(axis - 1);
    List<Integer> sizes = node.intsSince(13, 1, "split").orElseGet(() -> equalParts(node, extent));
    if (sizes.size() != node.outputs()
        || sizes.stream().anyMatch(size -> size < 1)
        || sizes.stream().mapToLong(Integer::longValue).sum() != extent) {
      throw node.refuse(
          "expected " + node.outputs() + " parts of " + extent + " in all, found " + sizes);
    }
    if (sizes.size() == 1) {
      return List.of(input);
    }
    List<Value> parts = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      parts.add(part(node, network, input, axis, start, start + size, parts.size()));
      start += size;
    }
    return parts;
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
      OnnxNode node, Network network, Activation input, int axis, int from, int to, int number) {
    Slice op = new Slice(input.layout().storedAxis(axis), from, to);
    Activation stored = network.stored(input.node());
    Activation part = network.addBeside(node, Integer.toString(number), op, stored);
    return new Activation(
        part.node(), new Layout(network.shape(part.node()), input.layout().permutation(), false));
  }

  static List<Value> slice(OnnxNode node, Network network) {
    Activation input = ordered(node, network);
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
      int extent = input.sample().extent(axis - 1);
      int from = bound(starts.get(i), extent);
      int to = bound(ends.get(i), extent);
      if (steps.get(i) != 1 && to - from > 1) {
        throw node.refuse("expected steps of 1, found " + steps);
      }
      if (to <= from) {
        throw node.refuse("expected a part with elements, found " + from + " to " + to);
      }
      if (to - from < extent) {
        result = part(node, network, result, axis, from, to, i);
      }
    }
    return List.of(result);
  }

  private static int bound(int given, int extent) {
    long counted = given < 0 ? (long) given + extent : given;
    return (int) Math.max(0, Math.min(extent, counted));
  }

  static List<Value> gather(OnnxNode node, Network network) {
    Activation given = node.anyActivation(0);
    Activation input = given.layout().flat() ? network.straight(node, given) : given;
    int axis = node.sampleAxis(node.integer("axis", 0), given);
    int extent = input.sample().extent(axis - 1);
    List<Integer> indices = new ArrayList<>();
    for (int index : node.ints(1)) {
      if (index < -extent || index >= extent) {
        throw node.refuse("expected indices below " + extent + ", found " + index);
      }
      indices.add(index < 0 ? index + extent : index);
    }
    int rank = node.constant(1).rank();
    if (indices.isEmpty() || rank > 1 || !isRange(indices)) {
      throw node.refuse("expected one index or a range of them, found " + node.input(1));
    }
    int first = indices.get(0);
    Activation part =
        indices.size() == extent
            ? input
            : part(node, network, input, axis, first, first + indices.size(), 0);
    if (rank == 1) {
      return List.of(part.withBare(given.bare()));
    }
    List<Integer> left = new ArrayList<>(part.sample().toList());
    left.remove(axis - 1);
    if (given.bare()) {
      return List.of(Reshaping.ofOne(node, network, part.withBare(true), left));
    }
    return List.of(Reshaping.reshaped(node, network, part, Shape.of(left)));
  }

  private static boolean isRange(List<Integer> indices) {
    for (int i = 1; i < indices.size(); i++) {
      if (indices.get(i) != indices.get(i - 1) + 1) {
        return false;
      }
    }
    return true;
  }

  private static Activation ordered(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    return input.layout().flat() ? network.straight(node, input) : input;
  }

  static List<Value> expand(OnnxNode node, Network network) {
    Activation input = node.activation(0);
    Optional<List<Dim>> target =
        node.input(1) instanceof Constant constant ? constant.integers() : Optional.empty();
    List<Dim> dims = target.orElseThrow(() -> node.refuse("expected a known shape"));
    int offset = input.rank() - dims.size();
    for (int i = 0; i < dims.size(); i++) {
      Dim dim = dims.get(i);
      int axis = i + offset;
      boolean keeps = dim.is(1) || (axis == 0 ? dim.equals(Dim.BATCH) : false);
      if (axis > 0) {
        keeps |= dim.is(input.sample().extent(axis - 1));
      }
      if (!keeps) {
        throw node.refuse("expected a shape that repeats nothing, found " + dims);
      }
    }
    return List.of(input);
  }

  static List<Value> tile(OnnxNode node, Network network) {
    if (node.ints(1).stream().anyMatch(times -> times != 1)) {
      throw node.refuse("expected repeats of 1, found " + node.ints(1));
    }
    return List.of(node.input(0));
  }
}
