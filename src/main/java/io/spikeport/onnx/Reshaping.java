package io.spikeport.onnx;

import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Reads the target of a Reshape as a shape of one sample. */
final class Reshaping {

  private Reshaping() {}

  static Shape target(OnnxNode node, Network network, Shape sample) {
    List<Dim> dims =
        node.constant(1)
            .integers()
            .orElseThrow(() -> node.refuse("expected integers as shape, found others", ""));
    boolean zeroCopies = node.integer("allowzero", 0) == 0;
    List<Integer> extents = new ArrayList<>();
    int open = -1;
    long known = 1;
    for (int axis = 1; axis < dims.size(); axis++) {
      Dim dim = dims.get(axis);
      if (dim.batch()) {
        throw mixes(node, dims);
      }
      if (dim.is(-1) && open < 0) {
        open = axis - 1;
        extents.add(1);
        continue;
      }
      long extent =
          dim.is(0) && zeroCopies && axis <= sample.rank() ? sample.extent(axis - 1) : dim.factor();
      if (extent < 1 || extent > Integer.MAX_VALUE) {
        throw node.refuse("expected a shape for " + sample + ", found " + dims, "");
      }
      extents.add((int) extent);
      known = Math.multiplyExact(known, extent);
    }
    if (dims.isEmpty() || known > sample.size() || sample.size() % known != 0) {
      throw mixes(node, dims);
    }
    if (open >= 0) {
      extents.set(open, (int) (sample.size() / known));
    } else if (known != sample.size()) {
      throw mixes(node, dims);
    }
    checkBatch(node, network, dims, zeroCopies);
    return Shape.of(extents);
  }

  private static void checkBatch(
      OnnxNode node, Network network, List<Dim> dims, boolean zeroCopies) {
    Dim first = dims.get(0);
    if (first.equals(Dim.BATCH) || first.is(-1) || (first.is(0) && zeroCopies)) {
      return;
    }
    // A number: right only if the model is run with that batch size.
    long size = first.factor();
    if (first.batch() || size < 1 || size != network.declaredBatch().orElse(1)) {
      throw mixes(node, dims);
    }
    network.fixBatch((int) size);
  }

  private static RuntimeException mixes(OnnxNode node, List<Dim> dims) {
    return node.refuse(
        "expected a shape that keeps the samples of a batch apart, found " + dims,
        "export the model with a Flatten or Reshape that starts with the batch size");
  }
}
