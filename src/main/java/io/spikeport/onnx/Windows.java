package io.spikeport.onnx;

import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads the attributes that describe a sliding window. */
final class Windows {

  private Windows() {}

  static Window of(OnnxNode node, List<Integer> kernel, Shape sample) {
    int rank = kernel.size();
    if (sample.rank() != rank + 1) {
      throw node.refuse(
          "expected " + rank + " spatial axes, found a value of rank " + (sample.rank() + 1), "");
    }
    List<Integer> ones = Collections.nCopies(rank, 1);
    List<Integer> strides = node.integers("strides", ones);
    List<Integer> dilations = node.integers("dilations", ones);
    List<Integer> zeros = Collections.nCopies(2 * rank, 0);
    List<Integer> pads = node.integers("pads", zeros);
    if (strides.size() != rank || dilations.size() != rank || pads.size() != 2 * rank) {
      throw node.refuse(
          "expected strides, dilations and pads for "
              + rank
              + " spatial axes, found "
              + List.of(strides, dilations, pads),
          "");
    }
    String auto = node.text("auto_pad", "NOTSET");
    try {
      // Built once without pads so that strides and dilations are checked before they are used.
      List<Integer> none = zeros.subList(0, rank);
      Window bare = new Window(kernel, strides, dilations, none, none);
      return switch (auto) {
        case "NOTSET", "" -> bare.withPads(pads.subList(0, rank), pads.subList(rank, 2 * rank));
        case "VALID" -> bare;
        case "SAME_UPPER", "SAME_LOWER" -> same(bare, sample, auto.equals("SAME_UPPER"));
        default ->
            throw node.refuse(
                "expected auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER, found " + auto, "");
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw node.refuse(e.getMessage(), "");
    }
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
}
