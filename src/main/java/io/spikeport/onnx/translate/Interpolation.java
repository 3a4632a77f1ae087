package io.spikeport.onnx.translate;

import io.spikeport.graph.Take;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;

/**
 * How a Resize computes one axis: every output position is one in the input, from whose neighbors
 * it takes weighted sums. As the ONNX specification has it, computed in float32 as ONNX Runtime
 * does, so that positions halfway between two elements are rounded alike.
 *
 * @param mode nearest, linear or cubic
 * @param transformation of a position in the output to one in the input
 * @param rounding in mode nearest
 * @param coefficient a of the cubic kernel
 * @param excludeOutside whether neighbors outside the input count nothing, else the border does
 * @param antialias whether the kernel is widened where the axis shrinks
 */
record Interpolation(
    String mode,
    String transformation,
    String rounding,
    float coefficient,
    boolean excludeOutside,
    boolean antialias) {

  /**
   * One axis.
   *
   * @param scale outputs per input, as given
   * @param start where the region of interest starts, for the transformation tf_crop_and_resize, in
   *     extents of the axis
   * @param end where it ends
   */
  record Axis(int extent, int outputs, float scale, float start, float end) {}

  private boolean crops() {
    return transformation.equals("tf_crop_and_resize");
  }

  private float position(int i, Axis axis) {
    int extent = axis.extent();
    int outputs = axis.outputs();
    float scale = axis.scale();
    return switch (transformation) {
      case "asymmetric" -> i / scale;
      case "pytorch_half_pixel" -> outputs > 1 ? (i + 0.5f) / scale - 0.5f : 0;
      case "tf_half_pixel_for_nn" -> (i + 0.5f) / scale;
      case "align_corners" -> outputs > 1 ? (float) i * (extent - 1) / (outputs - 1) : 0;
      case "half_pixel_symmetric" -> {
        float center = extent / 2f;
        yield center * (1 - outputs / (scale * extent)) + (i + 0.5f) / scale - 0.5f;
      }
      case "tf_crop_and_resize" ->
          outputs > 1
              ? axis.start() * (extent - 1)
                  + i * (axis.end() - axis.start()) * (extent - 1) / (outputs - 1)
              : 0.5f * (axis.start() + axis.end()) * (extent - 1);
      default -> (i + 0.5f) / scale - 0.5f;
    };
  }

  /** Whether an output position lies outside the input, where it gets a value of its own. */
  boolean isOutside(int i, Axis axis) {
    float at = position(i, axis);
    return crops() && (at < 0 || at > axis.extent() - 1);
  }

  /** In mode nearest: the element that an output position takes. */
  int nearest(int i, Axis axis) {
    if (isOutside(i, axis)) {
      return Take.NOWHERE;
    }
    float at = position(i, axis);
    double rounded =
        switch (rounding) {
          case "floor" -> Math.floor(at);
          case "ceil" -> Math.ceil(at);
          case "simple" -> axis.scale() < 1 ? Math.ceil(at) : Math.floor(at);
          case "round_prefer_ceil" -> Math.floor(at + 0.5);
          default -> Math.ceil(at - 0.5);
        };
    return (int) Math.max(0, Math.min(axis.extent() - 1, rounded));
  }

  /** In the other modes: the weights of the input's elements, {@code [outputs, extent]}. */
  Tensor matrix(Axis axis) {
    float[] weights = new float[Math.multiplyExact(axis.outputs(), axis.extent())];
    for (int o = 0; o < axis.outputs(); o++) {
      if (!isOutside(o, axis)) {
        row(weights, o * axis.extent(), axis.extent(), position(o, axis), axis.scale());
      }
    }
    return Tensor.wrap(Shape.of(axis.outputs(), axis.extent()), weights);
  }

  private void row(float[] weights, int row, int extent, float at, float scale) {
    boolean cubic = mode.equals("cubic");
    float squeeze = antialias && scale < 1 ? scale : 1;
    float reach = (cubic ? 2 : 1) / squeeze;
    // Without antialiasing linear interpolation stays within the input.
    float x = cubic || antialias ? at : Math.max(0, Math.min(extent - 1, at));
    int first = (int) Math.floor(x - reach) + 1;
    int last = (int) Math.ceil(x + reach) - 1;
    double total = 0;
    for (int i = first; i <= last; i++) {
      boolean outside = i < 0 || i >= extent;
      if (!outside || !excludeOutside) {
        double weight =
            cubic ? cubic((i - x) * squeeze) : Math.max(0, 1 - Math.abs((i - x) * squeeze));
        total += weight;
        weights[row + Math.max(0, Math.min(extent - 1, i))] += (float) weight;
      }
    }
    for (int i = 0; i < extent && total != 0; i++) {
      weights[row + i] /= (float) total;
    }
  }

  private double cubic(double distance) {
    double d = Math.abs(distance);
    double a = coefficient;
    if (d >= 2) {
      return 0;
    }
    return d < 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((d - 5) * d + 8) * d * a - 4 * a;
  }
}
