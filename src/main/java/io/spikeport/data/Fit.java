package io.spikeport.data;

import io.spikeport.data.image.Geometry;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a network wants of its images.
 *
 * @param extents of its input, channels first, without the batch; 0 where any will do, and empty if
 *     any shape will
 * @param geometry what is done to the images' size first
 * @param notes told, in words, what is done beyond that
 */
public record Fit(List<Integer> extents, Geometry geometry, Consumer<String> notes) {

  public Fit {
    extents = List.copyOf(extents);
    Objects.requireNonNull(geometry);
    Objects.requireNonNull(notes);
  }

  /** Silently. */
  public static Fit to(Shape shape, Geometry geometry) {
    return new Fit(shape.toList(), geometry, note -> {});
  }

  /** Only brings images to another size. */
  public static Fit any(Geometry geometry) {
    return new Fit(List.of(), geometry, note -> {});
  }

  /** Whether a shape is one of those wanted. */
  boolean takes(Shape shape) {
    boolean takes = extents.isEmpty() || extents.size() == shape.rank();
    for (int axis = 0; takes && axis < extents.size(); axis++) {
      takes = extents.get(axis) == 0 || extents.get(axis) == shape.extent(axis);
    }
    return takes;
  }

  /** Whether all extents are known. */
  boolean isClosed() {
    return !extents.isEmpty() && !extents.contains(0);
  }

  String describe() {
    return extents.isEmpty()
        ? "any shape"
        : "shape " + extents.toString().replaceAll("\\b0\\b", "any");
  }
}
