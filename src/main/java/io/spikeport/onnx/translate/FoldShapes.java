package io.spikeport.onnx.translate;

import io.spikeport.onnx.fold.FoldElementwise;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.Dim;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.proto.Onnx.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Computes constants whose elements are those of other constants, in another place or shape. */
public final class FoldShapes {

  private FoldShapes() {}

  public static List<Value> constant(OnnxNode node, GraphBuilder builder) {
    if (node.attributes().size() != 1) {
      throw node.refuse("expected one attribute, found " + node.attributes().size());
    }
    AttributeProto attribute = node.attributes().get(0);
    return List.of(
        switch (attribute.getName()) {
          case "value" -> builder.weights().constant(attribute.getT(), node.place());
          case "value_float" -> Constant.reals(new int[0], attribute.getF());
          case "value_int" -> Constant.integers(new int[0], List.of(Dim.of(attribute.getI())));
          case "value_ints" ->
              Constant.vector(attribute.getIntsList().stream().map(Dim::of).toList());
          default -> {
            float[] values = new float[attribute.getFloatsCount()];
            for (int i = 0; i < values.length; i++) {
              values[i] = attribute.getFloats(i);
            }
            yield Constant.reals(new int[] {values.length}, values);
          }
        });
  }

  /** The extents of any value; those of a value that depends on the input start with the batch. */
  public static List<Value> shape(OnnxNode node, GraphBuilder builder) {
    List<Dim> dims = extents(node);
    int rank = dims.size();
    int start = clamped(node.integer("start", 0), rank);
    int end = clamped(node.integer("end", rank), rank);
    return List.of(Constant.vector(start < end ? dims.subList(start, end) : List.of()));
  }

  public static List<Value> size(OnnxNode node, GraphBuilder builder) {
    Dim size = Dim.of(1);
    for (Dim dim : extents(node)) {
      size = size.times(dim).orElseThrow();
    }
    return List.of(Constant.integers(new int[0], List.of(size)));
  }

  private static List<Dim> extents(OnnxNode node) {
    List<Dim> dims = new ArrayList<>();
    if (node.input(0) instanceof Constant constant) {
      Arrays.stream(constant.dims()).forEach(extent -> dims.add(Dim.of(extent)));
    } else {
      Activation activation = node.activation(0);
      dims.add(Dim.BATCH);
      activation.sample().toList().forEach(extent -> dims.add(Dim.of(extent)));
    }
    return dims;
  }

  private static int clamped(long index, int extent) {
    return (int) Math.max(0, Math.min(extent, index < 0 ? index + extent : index));
  }

  public static List<Value> range(OnnxNode node, GraphBuilder builder) {
    double start = node.number(0);
    double limit = node.number(1);
    double delta = node.number(2);
    double count = Math.max(0, Math.ceil((limit - start) / delta));
    if (!(count <= Constant.LONGEST_SHAPE)) {
      throw node.refuse("expected a short range, found one of " + count + " numbers");
    }
    float[] reals = new float[(int) count];
    List<Dim> integers = new ArrayList<>();
    for (int i = 0; i < reals.length; i++) {
      reals[i] = (float) (start + i * delta);
      integers.add(Dim.of((long) (start + i * delta)));
    }
    return List.of(
        node.constant(0).isInteger()
            ? Constant.vector(integers)
            : Constant.reals(new int[] {reals.length}, reals));
  }

  public static List<Value> reshape(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    List<Integer> target = new ArrayList<>(node.ints(1));
    boolean zeroCopies = !node.flag("allowzero", false);
    int open = target.indexOf(-1);
    long known = 1;
    for (int i = 0; i < target.size(); i++) {
      if (target.get(i) == 0 && zeroCopies && i < input.rank()) {
        target.set(i, input.dims()[i]);
      }
      known *= i == open ? 1 : target.get(i);
      if (target.get(i) < (i == open ? -1 : 0) || known > Integer.MAX_VALUE) {
        throw node.refuse("expected a shape for " + input + ", found " + node.ints(1));
      }
    }
    if (open >= 0) {
      target.set(open, known == 0 ? 0 : (int) (input.size() / known));
      known *= target.get(open);
    }
    if (known != input.size()) {
      throw node.refuse("expected a shape for " + input + ", found " + node.ints(1));
    }
    return List.of(input.reshaped(target.stream().mapToInt(i -> i).toArray()));
  }

  public static List<Value> flatten(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    int rank = input.rank();
    int given = node.integer("axis", 1);
    int axis = given == rank ? rank : node.axis(given, rank);
    int rows = 1;
    for (int i = 0; i < axis; i++) {
      rows *= input.dims()[i];
    }
    return List.of(input.reshaped(rows, rows == 0 ? 0 : input.size() / rows));
  }

  public static List<Value> squeeze(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    int rank = input.rank();
    Optional<List<Integer>> listed = node.intsSince(13, 1, "axes");
    List<Integer> axes =
        listed.orElse(List.of()).stream().map(axis -> node.axis(axis, rank)).toList();
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int extent = input.dims()[axis];
      boolean out = listed.isPresent() ? axes.contains(axis) : extent == 1;
      if (out && extent != 1) {
        throw node.refuse("expected an axis of extent 1, found axis " + axis + " of " + input);
      }
      if (!out) {
        left.add(extent);
      }
    }
    return List.of(input.reshaped(left.stream().mapToInt(i -> i).toArray()));
  }

  public static List<Value> unsqueeze(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    List<Integer> listed =
        node.intsSince(13, 1, "axes").orElseThrow(() -> node.refuse("expected axes, found none"));
    int rank = input.rank() + listed.size();
    List<Integer> extents = new ArrayList<>();
    Arrays.stream(input.dims()).forEach(extents::add);
    listed.stream()
        .map(axis -> node.axis(axis, rank))
        .distinct()
        .sorted()
        .forEach(axis -> extents.add(axis, 1));
    if (extents.size() != rank) {
      throw node.refuse("expected different axes, found " + listed);
    }
    return List.of(input.reshaped(extents.stream().mapToInt(i -> i).toArray()));
  }

  public static List<Value> transpose(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    int rank = input.rank();
    List<Integer> usual = new ArrayList<>();
    for (int axis = rank - 1; axis >= 0; axis--) {
      usual.add(axis);
    }
    List<Integer> axes = node.integers("perm", usual);
    if (!axes.stream().sorted().toList().equals(usual.stream().sorted().toList())) {
      throw node.refuse("expected a permutation of " + rank + " axes, found " + axes);
    }
    int[] dims = axes.stream().mapToInt(axis -> input.dims()[axis]).toArray();
    int[] all = strides(input.dims());
    int[] strides = axes.stream().mapToInt(axis -> all[axis]).toArray();
    return List.of(select(node, builder, input, dims, positions(node, builder, dims, strides, 0)));
  }

  public static List<Value> concat(OnnxNode node, GraphBuilder builder) {
    List<Constant> parts = new ArrayList<>();
    for (int i = 0; i < node.inputs(); i++) {
      parts.add((Constant) node.input(i));
    }
    int[] dims = parts.get(0).dims();
    int axis = node.axis(node.integer("axis", 0), dims.length);
    dims[axis] = 0;
    boolean integers = true;
    for (Constant part : parts) {
      int[] other = part.dims();
      if (other.length != dims.length) {
        throw node.refuse("expected constants of one rank, found " + parts);
      }
      dims[axis] = node.fitting(() -> Math.addExact(dims[axis], other[axis]));
      other[axis] = dims[axis];
      if (!Arrays.equals(other, dims)) {
        throw node.refuse("expected constants that agree but for axis " + axis);
      }
      integers &= part.isInteger();
    }
    builder.spend(node, size(node, dims));
    int inner = strides(dims)[axis];
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= dims[i];
    }
    if (integers && size(node, dims) > Constant.LONGEST_SHAPE) {
      throw node.refuse("expected few integers, found " + size(node, dims));
    }
    if (integers) {
      List<Dim> values = new ArrayList<>();
      for (int o = 0; o < outer; o++) {
        for (Constant part : parts) {
          int run = part.dims()[axis] * inner;
          values.addAll(part.integers().orElseThrow().subList(o * run, (o + 1) * run));
        }
      }
      return List.of(Constant.integers(dims, values));
    }
    float[] values = new float[(int) size(node, dims)];
    int at = 0;
    for (int o = 0; o < outer; o++) {
      for (Constant part : parts) {
        int run = part.dims()[axis] * inner;
        System.arraycopy(FoldElementwise.reals(node, part), o * run, values, at, run);
        at += run;
      }
    }
    return List.of(Constant.reals(dims, values));
  }

  public static List<Value> gather(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    int[] from = input.dims();
    int axis = node.axis(node.integer("axis", 0), from.length);
    int[] indexDims = node.constant(1).dims();
    List<Integer> indices = node.ints(1);
    int[] dims = new int[from.length - 1 + indexDims.length];
    System.arraycopy(from, 0, dims, 0, axis);
    System.arraycopy(indexDims, 0, dims, axis, indexDims.length);
    System.arraycopy(from, axis + 1, dims, axis + indexDims.length, from.length - axis - 1);
    builder.spend(node, size(node, dims));
    int inner = strides(from)[axis];
    int[] positions = new int[(int) size(node, dims)];
    for (int i = 0; i < positions.length; i++) {
      int index = indices.get(i / inner % indices.size());
      if (index < -from[axis] || index >= from[axis]) {
        throw node.refuse("expected indices below " + from[axis] + ", found " + index);
      }
      int along = index < 0 ? index + from[axis] : index;
      int outer = i / inner / indices.size();
      positions[i] = (outer * from[axis] + along) * inner + i % inner;
    }
    return List.of(select(node, builder, input, dims, positions));
  }

  public static List<Value> slice(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    int rank = input.rank();
    boolean asInputs = node.opset() >= 10;
    List<Integer> starts = asInputs ? node.ints(1) : node.integers("starts", List.of());
    List<Integer> ends = asInputs ? node.ints(2) : node.integers("ends", List.of());
    Optional<List<Integer>> axes = node.intsSince(10, 3, "axes");
    Optional<List<Integer>> steps =
        asInputs && node.has(4) ? Optional.of(node.ints(4)) : Optional.empty();
    int count = starts.size();
    if (ends.size() != count
        || axes.map(List::size).orElse(count) != count
        || steps.map(List::size).orElse(count) != count) {
      throw node.refuse("expected as many starts as ends, axes and steps");
    }
    int[] dims = input.dims();
    int[] strides = strides(dims);
    int base = 0;
    for (int i = 0; i < count; i++) {
      int axis = node.axis(axes.isPresent() ? axes.orElseThrow().get(i) : i, rank);
      int step = steps.isPresent() ? steps.orElseThrow().get(i) : 1;
      int extent = input.dims()[axis];
      if (step == 0) {
        throw node.refuse("expected steps other than 0");
      }
      // Going backwards, the ends are the last element and the place before the first.
      int most = step > 0 ? extent : extent - 1;
      int least = step > 0 ? 0 : -1;
      long from = counted(starts.get(i), extent, step > 0 ? 0 : 0, most);
      long to = counted(ends.get(i), extent, least, most);
      long length = step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step;
      dims[axis] = (int) Math.max(0, length);
      base += (int) from * strides[axis];
      strides[axis] *= step;
    }
    return List.of(
        select(node, builder, input, dims, positions(node, builder, dims, strides, base)));
  }

  private static long counted(long index, int extent, int least, int most) {
    return Math.max(least, Math.min(most, index < 0 ? index + extent : index));
  }

  public static List<Value> split(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    int axis = node.axis(node.integer("axis", 0), input.rank());
    int[] dims = input.dims();
    int start = 0;
    List<Value> parts = new ArrayList<>();
    for (int size : Slicing.sizes(node, dims[axis])) {
      int[] strides = strides(dims);
      int[] part = dims.clone();
      part[axis] = size;
      int[] positions = positions(node, builder, part, strides, start * strides[axis]);
      parts.add(select(node, builder, input, part, positions));
      start += size;
    }
    return parts;
  }

  /** The elements of a constant at some positions, in another shape. */
  static Constant select(
      OnnxNode node, GraphBuilder builder, Constant from, int[] dims, int[] positions) {
    if (from.isInteger()) {
      if (positions.length > Constant.LONGEST_SHAPE) {
        throw node.refuse("expected few integers, found " + positions.length);
      }
      List<Dim> values = from.integers().orElseThrow();
      return Constant.integers(dims, Arrays.stream(positions).mapToObj(values::get).toList());
    }
    float[] source = from.values();
    float[] values = new float[positions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = source[positions[i]];
    }
    return Constant.reals(dims, values);
  }

  private static int[] positions(
      OnnxNode node, GraphBuilder builder, int[] dims, int[] strides, int base) {
    builder.spend(node, size(node, dims));
    int[] positions = new int[(int) size(node, dims)];
    int[] index = new int[dims.length];
    int position = base;
    for (int i = 0; i < positions.length; i++) {
      positions[i] = position;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        position -= strides[axis] * dims[axis];
        index[axis] = 0;
      }
    }
    return positions;
  }

  private static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int step = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = step;
      step *= dims[axis];
    }
    return strides;
  }

  static long size(OnnxNode node, int[] dims) {
    if (Arrays.stream(dims).anyMatch(extent -> extent < 0)) {
      throw node.refuse("expected extents of at least 0, found " + Arrays.toString(dims));
    }
    return FoldElementwise.product(dims);
  }
}
