package io.spikeport.format.nir;

import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Shapes as NIR's Flatten changes them. */
final class NirShapes {

  private NirShapes() {}

  /**
   * A shape with neighbouring axes joined.
   *
   * @param start first axis that is joined, counted without the batch axis
   * @param end last axis that is joined, at least {@code start}
   */
  static Shape flattened(Shape shape, int start, int end) {
    List<Integer> extents = new ArrayList<>(shape.toList().subList(0, start));
    int joined = 1;
    for (int axis = start; axis <= end; axis++) {
      joined = Math.multiplyExact(joined, shape.extent(axis));
    }
    extents.add(joined);
    extents.addAll(shape.toList().subList(end + 1, shape.rank()));
    return Shape.of(extents);
  }
}
