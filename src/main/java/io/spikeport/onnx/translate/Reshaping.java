package io.spikeport.onnx.translate;

import io.spikeport.error.ModelException;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reshape;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.Dim;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.ValueLayout;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Operators that keep all elements in their order and change the shape. */
public final class Reshaping {

  private Reshaping() {}

  public static List<Value> reshape(OnnxNode node, GraphBuilder builder) {
    Activation input = node.anyActivation(0);
    List<Dim> dims =
        node.input(1) instanceof Constant constant && constant.integers().isPresent()
            ? constant.integers().orElseThrow()
            : node.ints(1).stream().map(Dim::of).toList();
    if (isOfOne(builder, input)) {
      Optional<List<Integer>> whole = whole(node, dims, input);
      if (whole.isPresent() && (input.bare() || !keepsBatch(whole.get()))) {
        return List.of(ofOne(node, builder, input, whole.get()));
      }
    }
    Activation batched = node.activation(0);
    return List.of(reshaped(node, builder, batched, target(node, builder, dims, input.sample())));
  }

  /** Whether a value is made of one image, so that its batch axis is an axis like any other. */
  private static boolean isOfOne(GraphBuilder builder, Activation value) {
    return value.bare() || builder.declaredBatch().orElse(0) == 1;
  }

  private static boolean keepsBatch(List<Integer> whole) {
    return whole.get(0) == 1 && whole.size() > 1;
  }

  /** The target of a Reshape of one image; empty if it is none. */
  private static Optional<List<Integer>> whole(OnnxNode node, List<Dim> dims, Activation input) {
    boolean zeroCopies = !node.flag("allowzero", false);
    List<Integer> extents = new ArrayList<>();
    int open = -1;
    long known = 1;
    for (int axis = 0; axis < dims.size(); axis++) {
      Dim dim = dims.get(axis);
      long extent = dim.factor();
      if (dim.is(-1) && open < 0) {
        open = axis;
        extent = 1;
      } else if (dim.is(0) && zeroCopies && axis < input.rank()) {
        extent = input.extentsOfOne().get(axis);
      }
      if (extent < 1 || extent > input.sample().size()) {
        return Optional.empty();
      }
      extents.add((int) extent);
      known = Math.min(Integer.MAX_VALUE, known * extent);
    }
    int size = input.sample().size();
    if (extents.isEmpty() || (open < 0 ? known != size : size % known != 0)) {
      return Optional.empty();
    }
    if (open >= 0) {
      extents.set(open, (int) (size / known));
    }
    return Optional.of(extents);
  }

  /**
   * The elements of one image in any shape. ONNX Runtime then gets one image at a time; what the
   * graph computes of each is the same in every batch.
   */
  static Activation ofOne(
      OnnxNode node, GraphBuilder builder, Activation input, List<Integer> extents) {
    builder.fixBatch(1);
    boolean bare = extents.get(0) != 1 || extents.size() == 1;
    Shape sample = Shape.of(bare ? extents : extents.subList(1, extents.size()));
    Activation ordered = bare || input.bare() ? builder.straight(node, input) : input;
    return reshaped(node, builder, ordered.withBare(false), sample).withBare(bare);
  }

  public static List<Value> flatten(OnnxNode node, GraphBuilder builder) {
    Activation input = node.anyActivation(0);
    int rank = input.rank();
    int given = node.integer("axis", 1);
    int axis = given == rank ? rank : node.axis(given, rank);
    if (isOfOne(builder, input) && (input.bare() || axis != 1)) {
      int rows = 1;
      for (int extent : input.extentsOfOne().subList(0, axis)) {
        rows *= extent;
      }
      return List.of(ofOne(node, builder, input, List.of(rows, input.sample().size() / rows)));
    }
    for (int i = 1; i < axis; i++) {
      if (input.sample().extent(i - 1) != 1) {
        throw node.refuse("expected a Flatten at axis 1, found axis " + given + " of " + input);
      }
    }
    if (axis == 0) {
      throw node.refuse("expected a Flatten that keeps the batch axis, found axis 0");
    }
    return List.of(reshaped(node, builder, input, Shape.of(input.sample().size())));
  }

  public static List<Value> squeeze(OnnxNode node, GraphBuilder builder) {
    Activation input = node.anyActivation(0);
    List<Integer> listed = node.intsSince(13, 1, "axes").orElse(List.of());
    List<Integer> counted = listed.stream().map(a -> node.axis(a, input.rank())).toList();
    if (isOfOne(builder, input) && (input.bare() || counted.isEmpty() || counted.contains(0))) {
      return List.of(squeezedOfOne(node, builder, input, counted));
    }
    List<Integer> axes = listed.stream().map(a -> node.sampleAxis(a, input.rank())).toList();
    List<Integer> left = new ArrayList<>();
    for (int axis = 1; axis < input.rank(); axis++) {
      int extent = input.sample().extent(axis - 1);
      if (axes.contains(axis) && extent != 1) {
        throw node.refuse("expected an axis of extent 1, found axis " + axis + " of " + input);
      }
      if (listed.isEmpty() ? extent != 1 : !axes.contains(axis)) {
        left.add(extent);
      }
    }
    return List.of(reshaped(node, builder, input, Shape.of(left)));
  }

  private static Activation squeezedOfOne(
      OnnxNode node, GraphBuilder builder, Activation input, List<Integer> axes) {
    List<Integer> all = input.extentsOfOne();
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < all.size(); axis++) {
      boolean out = axes.isEmpty() ? all.get(axis) == 1 : axes.contains(axis);
      if (out && all.get(axis) != 1) {
        throw node.refuse("expected an axis of extent 1, found axis " + axis + " of " + input);
      }
      if (!out) {
        left.add(all.get(axis));
      }
    }
    if (left.isEmpty()) {
      throw node.refuse("expected an axis to be left, found none of " + input);
    }
    return ofOne(node, builder, input, left);
  }

  public static List<Value> unsqueeze(OnnxNode node, GraphBuilder builder) {
    Activation input = node.anyActivation(0);
    List<Integer> listed =
        node.intsSince(13, 1, "axes").orElseThrow(() -> node.refuse("expected axes, found none"));
    int rank = input.rank() + listed.size();
    List<Integer> counted = listed.stream().map(axis -> node.axis(axis, rank)).sorted().toList();
    if (isOfOne(builder, input) && (input.bare() || counted.contains(0))) {
      List<Integer> whole = new ArrayList<>(input.extentsOfOne());
      counted.forEach(axis -> whole.add(axis, 1));
      return List.of(ofOne(node, builder, input, whole));
    }
    TreeSet<Integer> axes = new TreeSet<>();
    listed.forEach(axis -> axes.add(node.sampleAxis(axis, rank)));
    List<Integer> extents = new ArrayList<>(input.sample().toList());
    axes.forEach(axis -> extents.add(axis - 1, 1));
    return List.of(reshaped(node, builder, input, node.fitting(() -> Shape.of(extents))));
  }

  /** The same elements, in ONNX's order, in another shape of one sample. */
  static Activation reshaped(OnnxNode node, GraphBuilder builder, Activation input, Shape target) {
    ValueLayout layout = input.layout();
    if (target.equals(input.sample())) {
      return input;
    }
    if (layout.flat()) {
      return builder.add(node, operator(target), builder.straight(node, input));
    }
    if (layout.keepsOrder()) {
      return builder.add(node, operator(target), builder.stored(input.node()));
    }
    if (target.rank() == 1) {
      Activation flat = builder.add(node, new Flatten(), builder.stored(input.node()));
      return new Activation(flat.node(), layout.flattened());
    }
    if (withoutOnes(target).equals(withoutOnes(input.sample()))) {
      ValueLayout other = layout.withOnes(target);
      Activation stored = builder.stored(input.node());
      return new Activation(
          other.stored().equals(layout.stored())
              ? stored.node()
              : builder.add(node, new Reshape(other.stored()), stored).node(),
          other);
    }
    return builder.add(node, operator(target), builder.straight(node, input));
  }

  private static List<Integer> withoutOnes(Shape shape) {
    return shape.toList().stream().filter(extent -> extent > 1).toList();
  }

  private static Op operator(Shape target) {
    return target.rank() == 1 ? new Flatten() : new Reshape(target);
  }

  /** The target of a Reshape as the shape of one sample. */
  private static Shape target(OnnxNode node, GraphBuilder builder, List<Dim> dims, Shape sample) {
    boolean zeroCopies = !node.flag("allowzero", false);
    List<Integer> extents = new ArrayList<>();
    int open = -1;
    long known = 1;
    for (int axis = 1; axis < dims.size(); axis++) {
      Dim dim = dims.get(axis);
      if (dim.is(-1) && open < 0) {
        open = axis - 1;
        extents.add(1);
        continue;
      }
      long extent =
          dim.is(0) && zeroCopies && axis <= sample.rank() ? sample.extent(axis - 1) : dim.factor();
      if (dim.batch() || extent < 1 || extent > sample.size()) {
        throw mixes(node, dims, sample);
      }
      extents.add((int) extent);
      known *= extent;
      if (known > sample.size()) {
        throw mixes(node, dims, sample);
      }
    }
    if (dims.isEmpty() || sample.size() % known != 0 || (open < 0 && known != sample.size())) {
      throw mixes(node, dims, sample);
    }
    if (open >= 0) {
      extents.set(open, (int) (sample.size() / known));
    }
    checkBatch(node, builder, dims, sample, zeroCopies);
    return Shape.of(extents);
  }

  private static void checkBatch(
      OnnxNode node, GraphBuilder builder, List<Dim> dims, Shape sample, boolean zeroCopies) {
    Dim first = dims.get(0);
    if (first.equals(Dim.BATCH) || first.is(-1) || (first.is(0) && zeroCopies)) {
      return;
    }
    // A number: right only if the model is run with that batch size.
    long size = first.factor();
    if (first.batch() || size < 1 || size != builder.declaredBatch().orElse(1)) {
      throw mixes(node, dims, sample);
    }
    builder.fixBatch((int) size);
  }

  private static ModelException mixes(OnnxNode node, List<Dim> dims, Shape sample) {
    return node.refuse(
        "expected a shape that keeps the samples of a batch apart, found "
            + dims
            + " for samples of "
            + sample);
  }
}
