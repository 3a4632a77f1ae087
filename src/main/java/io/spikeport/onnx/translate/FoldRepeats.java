package io.spikeport.onnx.translate;

import io.spikeport.onnx.fold.Broadcast;
import io.spikeport.onnx.fold.FoldElementwise;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.Dim;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Constants that are repeated. What is repeated for every sample of a batch is a constant that is
 * added to zeros, since only what depends on the image has a batch.
 */
public final class FoldRepeats {

  private FoldRepeats() {}

  public static List<Value> constantOfShape(OnnxNode node, GraphBuilder builder) {
    Extents extents = Extents.of(node, 0);
    Constant one =
        node.tensor("value")
            .map(tensor -> builder.weights().constant(tensor, node.place()))
            .orElse(Constant.reals(new int[] {1}, 0));
    if (one.size() != 1) {
      throw node.refuse("expected one value, found " + one);
    }
    int[] dims = extents.toArray();
    int[] none = new int[(int) spent(node, builder, dims)];
    return List.of(extents.repeated(node, builder, one, dims, none));
  }

  public static List<Value> expand(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    Extents extents = Extents.of(node, 1);
    int[] dims = FoldElementwise.broadcast(node, input.dims(), extents.toArray());
    spent(node, builder, dims);
    int[] positions = Broadcast.positions(FoldElementwise.padded(input.dims(), dims.length), dims);
    return List.of(extents.repeated(node, builder, input, dims, positions));
  }

  public static List<Value> tile(OnnxNode node, GraphBuilder builder) {
    Constant input = (Constant) node.input(0);
    Extents repeats = Extents.of(node, 1);
    int[] dims = input.dims();
    if (repeats.plain().size() != dims.length) {
      throw node.refuse(
          "expected repeats for " + dims.length + " axes, found " + repeats.plain().size());
    }
    // Every axis as two, of which the first is repeated.
    int[] from = new int[2 * dims.length];
    int[] to = new int[from.length];
    for (int axis = 0; axis < dims.length; axis++) {
      int times = Math.max(0, repeats.plain().get(axis));
      from[2 * axis] = 1;
      to[2 * axis] = times;
      from[2 * axis + 1] = dims[axis];
      to[2 * axis + 1] = dims[axis];
      dims[axis] = (int) Math.min(Integer.MAX_VALUE, (long) dims[axis] * times);
    }
    spent(node, builder, dims);
    int[] positions = Broadcast.positions(from, to);
    return List.of(repeats.repeated(node, builder, input, dims, positions));
  }

  private static long spent(OnnxNode node, GraphBuilder builder, int[] dims) {
    long size = FoldShapes.size(node, dims);
    builder.spend(node, size);
    return size;
  }

  /**
   * A shape, or numbers of repeats.
   *
   * @param plain with 1 in the place of the batch size
   * @param batch whether the batch size is first
   */
  private record Extents(List<Integer> plain, boolean batch) {

    static Extents of(OnnxNode node, int index) {
      if (!(node.input(index) instanceof Constant shape) || !shape.hasBatch()) {
        return new Extents(node.ints(index), false);
      }
      List<Dim> dims = shape.integers().orElseThrow();
      List<Dim> rest = dims.subList(1, dims.size());
      if (!dims.get(0).equals(Dim.BATCH)
          || rest.isEmpty()
          || rest.stream().anyMatch(dim -> dim.batch() || dim.factor() != (int) dim.factor())) {
        throw node.refuse("expected the batch size to come first and alone, found " + dims);
      }
      return new Extents(dims.stream().map(dim -> (int) dim.factor()).toList(), true);
    }

    int[] toArray() {
      return plain.stream().mapToInt(i -> i).toArray();
    }

    Value repeated(
        OnnxNode node, GraphBuilder builder, Constant from, int[] dims, int[] positions) {
      Constant constant = FoldShapes.select(node, builder, from, dims, positions);
      if (!batch) {
        return constant;
      }
      if (dims.length != plain.size() || dims[0] != 1 || constant.size() == 0) {
        throw node.refuse("expected the same for every sample, found " + constant);
      }
      Shape sample = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
      return Axes.constant(node, builder, constant.tensor().reshape(sample));
    }
  }
}
