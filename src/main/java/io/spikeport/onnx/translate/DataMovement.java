package io.spikeport.onnx.translate;

import io.spikeport.graph.Concat;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Transpose;
import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.ValueLayout;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that pass their input on, or move whole axes. */
public final class DataMovement {

  private DataMovement() {}

  public static List<Value> identity(OnnxNode node, GraphBuilder builder) {
    return List.of(node.input(0));
  }

  public static List<Value> dropout(OnnxNode node, GraphBuilder builder) {
    if (node.has(2) && node.number(2) != 0) {
      throw node.refuse("expected inference, found training_mode true");
    }
    return List.of(node.input(0));
  }

  public static List<Value> cast(OnnxNode node, GraphBuilder builder) {
    int to = node.integer("to", 0);
    if (ElementType.of(to).filter(type -> !type.isInteger()).isEmpty()) {
      throw node.refuse("expected a cast to real numbers, found one to " + ElementType.name(to));
    }
    builder.note(node.place() + ": left out; everything is computed in float32");
    return List.of(node.input(0));
  }

  public static List<Value> transpose(OnnxNode node, GraphBuilder builder) {
    Activation input = node.anyActivation(0);
    List<Integer> all = IntStream.range(0, input.rank()).boxed().toList();
    List<Integer> reversed = new ArrayList<>(all);
    Collections.reverse(reversed);
    List<Integer> axes = node.integers("perm", reversed);
    if (!axes.stream().sorted().toList().equals(all)) {
      throw node.refuse("expected a permutation of " + all + ", found " + axes);
    }
    if (input.bare()) {
      List<Integer> moved = axes.stream().map(axis -> axis + 1).toList();
      Activation straight = builder.straight(node, input);
      Transpose op = new Transpose(moved);
      return List.of(builder.add(node, op, straight).withBare(true));
    }
    if (axes.get(0) != 0) {
      throw node.refuse("expected the batch axis to stay first, found " + axes);
    }
    List<Integer> sampleAxes = axes.subList(1, axes.size());
    return List.of(
        input.layout().flat()
            ? input
            : new Activation(input.node(), input.layout().transposed(sampleAxes)));
  }

  public static List<Value> concat(OnnxNode node, GraphBuilder builder) {
    List<Activation> parts = new ArrayList<>();
    for (int i = 0; i < node.inputs(); i++) {
      // A constant without elements adds nothing.
      if (!node.isConstant(i)) {
        parts.add(node.activation(i));
      } else if (node.constant(i).size() > 0) {
        parts.add(sample(node, builder, node.constant(i), i));
      }
    }
    int axis = node.sampleAxis(node.integer("axis", 0), parts.get(0).rank());
    if (parts.size() == 1) {
      return List.of(parts.get(0));
    }
    ValueLayout layout = parts.get(0).layout();
    boolean alike =
        !layout.flat()
            && parts.stream()
                .allMatch(
                    part ->
                        !part.layout().flat()
                            && part.layout().permutation().equals(layout.permutation()));
    if (!alike) {
      Activation[] straight =
          parts.stream().map(part -> builder.straight(node, part)).toArray(Activation[]::new);
      return List.of(builder.add(node, new Concat(axis), straight));
    }
    Activation joined =
        builder.add(node, new Concat(layout.storedAxis(axis)), parts.toArray(Activation[]::new));
    return List.of(
        new Activation(
            joined.node(),
            new ValueLayout(builder.shape(joined.node()), layout.permutation(), false)));
  }

  /** A constant beside values, in a model for batches of its size. */
  private static Activation sample(
      OnnxNode node, GraphBuilder builder, Constant constant, int index) {
    int[] dims = constant.dims();
    int batch = dims.length < 2 ? 0 : dims[0];
    if (batch != builder.declaredBatch().orElse(1)) {
      throw node.refuse("expected the same for every sample, found " + constant);
    }
    builder.fixBatch(batch);
    Tensor all = node.parameter(index);
    int size = all.size() / batch;
    builder.spend(node, size);
    float[] first = new float[size];
    for (int i = 0; i < all.size(); i++) {
      if (i < size) {
        first[i] = all.get(i);
      } else if (first[i % size] != all.get(i)) {
        throw node.refuse("expected the same for every sample, found " + constant);
      }
    }
    Shape shape = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    return Axes.constant(node, builder, Tensor.wrap(shape, first));
  }

  public static List<Value> pad(OnnxNode node, GraphBuilder builder) {
    Activation given = node.activation(0);
    Activation input = given.layout().flat() ? builder.straight(node, given) : given;
    boolean asInputs = node.opset() >= 11;
    List<Integer> pads = asInputs ? node.ints(1) : node.integers("pads", List.of());
    float value = asInputs ? (node.has(2) ? node.number(2) : 0) : node.real("value", 0);
    int rank = input.rank();
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      axes.add(axis);
    }
    if (node.has(3)) {
      axes = node.ints(3).stream().map(axis -> node.axis(axis, rank)).toList();
    }
    if (pads.size() != 2 * axes.size()) {
      throw node.refuse("expected pads for " + axes.size() + " axes, found " + pads);
    }
    String mode = node.text("mode", "constant");
    if (!mode.equals("constant")) {
      return List.of(mirrored(node, builder, input, axes, pads, mode));
    }
    ValueLayout layout = input.layout();
    Integer[] begin = new Integer[rank - 1];
    Integer[] end = new Integer[rank - 1];
    Arrays.fill(begin, 0);
    Arrays.fill(end, 0);
    Activation cropped = input;
    for (int i = 0; i < axes.size(); i++) {
      int before = pads.get(i);
      int after = pads.get(i + axes.size());
      if (axes.get(i) == 0) {
        if (before != 0 || after != 0) {
          throw node.refuse("expected no pads for the batch axis, found " + pads);
        }
        continue;
      }
      int axis = layout.storedAxis(axes.get(i));
      begin[axis - 1] = Math.max(0, before);
      end[axis - 1] = Math.max(0, after);
      if (before < 0 || after < 0) {
        int extent = builder.shape(cropped.node()).extent(axis - 1);
        Slice crop =
            node.fitting(() -> new Slice(axis, Math.max(0, -before), extent - Math.max(0, -after)));
        cropped = builder.addBeside(node, "crop", crop, builder.stored(cropped.node()));
      }
    }
    List<Integer> starts = List.of(begin);
    List<Integer> ends = List.of(end);
    Activation result = builder.stored(cropped.node());
    if (starts.stream().anyMatch(p -> p > 0) || ends.stream().anyMatch(p -> p > 0)) {
      result = builder.add(node, new Pad(starts, ends, value), result);
    }
    return List.of(
        new Activation(
            result.node(),
            new ValueLayout(builder.shape(result.node()), layout.permutation(), false)));
  }

  /** Pads with elements of the value itself. */
  private static Activation mirrored(
      OnnxNode node,
      GraphBuilder builder,
      Activation input,
      List<Integer> axes,
      List<Integer> pads,
      String mode) {
    Activation result = input;
    for (int i = 0; i < axes.size(); i++) {
      int before = pads.get(i);
      int after = pads.get(i + axes.size());
      int axis = axes.get(i);
      if (axis == 0) {
        if (before != 0 || after != 0) {
          throw node.refuse("expected no pads for the batch axis, found " + pads);
        }
        continue;
      }
      int extent = input.sample().extent(axis - 1);
      long count = (long) before + extent + after;
      if (count < 1) {
        throw node.refuse("expected pads that leave some of " + input + ", found " + pads);
      }
      List<Integer> indices =
          Axes.indices(node, builder, count, k -> mirrored(k - before, extent, mode));
      result = Axes.take(node, builder, result, axis, indices);
    }
    return result;
  }

  private static int mirrored(int position, int extent, String mode) {
    return switch (mode) {
      case "edge" -> Math.max(0, Math.min(extent - 1, position));
      case "wrap" -> Math.floorMod(position, extent);
      default -> {
        // There and back again, the borders once.
        int folded = extent == 1 ? 0 : Math.floorMod(position, 2 * (extent - 1));
        yield folded < extent ? folded : 2 * (extent - 1) - folded;
      }
    };
  }

  /** Blocks of channels become blocks of pixels. */
  public static List<Value> depthToSpace(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    Shape sample = input.sample();
    int block = node.integer("blocksize", 0);
    if (sample.rank() != 3 || block < 1 || sample.extent(0) % ((long) block * block) != 0) {
      throw node.refuse("expected channels in blocks of " + block + "², found " + input);
    }
    int c = sample.extent(0) / block / block;
    int h = sample.extent(1);
    int w = sample.extent(2);
    boolean columnRowDepth = node.text("mode", "DCR").equals("CRD");
    Shape split =
        columnRowDepth ? Shape.of(c, block, block, h, w) : Shape.of(block, block, c, h, w);
    List<Integer> order = columnRowDepth ? List.of(1, 4, 2, 5, 3) : List.of(3, 4, 1, 5, 2);
    Shape joined = Shape.of(c, h * block, w * block);
    return List.of(moved(node, builder, input, split, order, joined));
  }

  /** Blocks of pixels become blocks of channels. */
  public static List<Value> spaceToDepth(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    Shape sample = input.sample();
    int block = node.integer("blocksize", 0);
    if (sample.rank() != 3
        || block < 1
        || sample.extent(1) % block != 0
        || sample.extent(2) % block != 0) {
      throw node.refuse("expected pixels in blocks of " + block + "², found " + input);
    }
    int c = sample.extent(0);
    int h = sample.extent(1) / block;
    int w = sample.extent(2) / block;
    Shape split = Shape.of(c, h, block, w, block);
    Shape joined = Shape.of(c * block * block, h, w);
    return List.of(moved(node, builder, input, split, List.of(3, 5, 1, 2, 4), joined));
  }

  private static Activation moved(
      OnnxNode node,
      GraphBuilder builder,
      Activation input,
      Shape split,
      List<Integer> order,
      Shape joined) {
    Activation blocks = builder.addBeside(node, "split", new Reshape(split), input);
    Activation turned = builder.addBeside(node, "transpose", new Transpose(order), blocks);
    return builder.add(node, new Reshape(joined), turned);
  }
}
