package io.spikeport.onnx.translate;

import io.spikeport.graph.Window;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads the attributes that describe a sliding window. */
final class Windows {

  private Windows() {}

  /**
   * @param sample shape of one sample, channels first
   */
  static Window of(OnnxNode node, List<Integer> kernel, Shape sample) {
    int rank = kernel.size();
    if (sample.rank() != rank + 1) {
      throw node.refuse(
          "expected " + rank + " spatial axes, found a value of " + (sample.rank() + 1) + " axes");
    }
    List<Integer> strides = list(node, "strides", Collections.nCopies(rank, 1));
    List<Integer> dilations = list(node, "dilations", Collections.nCopies(rank, 1));
    List<Integer> pads = list(node, "pads", Collections.nCopies(2 * rank, 0));
    List<Integer> none = Collections.nCopies(rank, 0);
    // Built without pads first, so that strides and dilations are checked before they are used.
    Window bare = node.fitting(() -> new Window(kernel, strides, dilations, none, none));
    String auto = node.text("auto_pad", "NOTSET");
    return node.fitting(
        () ->
            switch (auto) {
              case "VALID" -> bare;
              case "SAME_UPPER", "SAME_LOWER" -> same(bare, sample, auto.equals("SAME_UPPER"));
              default -> bare.withPads(pads.subList(0, rank), pads.subList(rank, 2 * rank));
            });
  }

  static List<Integer> list(OnnxNode node, String attribute, List<Integer> usual) {
    List<Integer> values = node.integers(attribute, usual);
    // Some exporters write an empty list where they mean the usual values.
    if (values.isEmpty()) {
      return usual;
    }
    if (values.size() != usual.size()) {
      throw node.refuse("expected " + usual.size() + " " + attribute + ", found " + values);
    }
    return values;
  }

  /** As many positions as {@code ⌈extent / stride⌉}; an odd pad goes after or before. */
  private static Window same(Window bare, Shape sample, boolean upper) {
    List<Integer> begin = new ArrayList<>();
    List<Integer> end = new ArrayList<>();
    for (int axis = 0; axis < bare.rank(); axis++) {
      int extent = sample.extent(axis + 1);
      int stride = bare.strides().get(axis);
      long positions = ((long) extent + stride - 1) / stride;
      long total = Math.max(0, (positions - 1) * stride + bare.span(axis) - extent);
      int small = Math.toIntExact(total / 2);
      int large = Math.toIntExact(total - small);
      begin.add(upper ? small : large);
      end.add(upper ? large : small);
    }
    return bare.withPads(begin, end);
  }

  /** Whether some position of the window covers nothing but padding. */
  static boolean coversOnlyPadding(Window window, Shape sample, boolean ceilMode) {
    Shape positions = window.outputExtents(sample, ceilMode);
    for (int axis = 0; axis < window.rank(); axis++) {
      int extent = sample.extent(axis + 1);
      long stride = window.strides().get(axis);
      long begin = window.padsBegin().get(axis);
      // In between, the window's first element is inside the input.
      long firstInside = (begin + stride - 1) / stride;
      long firstBeyond = Math.max(firstInside, (begin + extent + stride - 1) / stride);
      for (long i = 0; i < Math.min(firstInside, positions.extent(axis)); i++) {
        if (misses(window, axis, i * stride - begin, extent)) {
          return true;
        }
      }
      if (firstBeyond < positions.extent(axis)) {
        return true;
      }
    }
    return false;
  }

  private static boolean misses(Window window, int axis, long start, int extent) {
    long dilation = window.dilations().get(axis);
    long first = Math.max(0, (-start + dilation - 1) / dilation);
    return first >= window.kernel().get(axis) || start + first * dilation >= extent;
  }
}
