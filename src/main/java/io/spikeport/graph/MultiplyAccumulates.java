package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Counts multiply-accumulates of the layers with weights for one sample; biases and borders are not
 * set off. Zeros that a {@link Take} puts in are: no transposed convolution multiplies by them.
 */
public final class MultiplyAccumulates {

  private MultiplyAccumulates() {}

  /**
   * @param output shape of one sample of the node's value
   * @param maker finds the node that computes a value, if one does
   */
  public static long of(Node node, Shape output, Function<String, Optional<Node>> maker) {
    if (node.op() instanceof Linear linear) {
      return linear.weight().size();
    }
    if (!(node.op() instanceof Conv conv)) {
      return 0;
    }
    Map<Integer, List<Integer>> taken = new HashMap<>();
    Optional<Node> before = maker.apply(node.inputs().get(0));
    while (before.isPresent() && before.get().op() instanceof Take take) {
      taken.putIfAbsent(take.axis(), take.indices());
      before = maker.apply(before.get().inputs().get(0));
    }
    Window window = conv.window();
    long count = conv.weight().shape().extent(0) * (long) conv.weight().shape().extent(1);
    for (int axis = 0; axis < window.rank(); axis++) {
      List<Integer> indices = taken.getOrDefault(axis + 2, List.of());
      count *= pairs(window, axis, output.extent(axis + 1), indices);
    }
    return count;
  }

  /** Pairs of a position and a tap of the kernel along an axis that meet no zero put in. */
  private static long pairs(Window window, int axis, int positions, List<Integer> indices) {
    long pairs = (long) positions * window.kernel().get(axis);
    if (!indices.contains(Take.NOWHERE)) {
      return pairs;
    }
    for (int i = 0; i < positions; i++) {
      for (int tap = 0; tap < window.kernel().get(axis); tap++) {
        int at =
            i * window.strides().get(axis)
                + tap * window.dilations().get(axis)
                - window.padsBegin().get(axis);
        boolean inside = at >= 0 && at < indices.size();
        pairs -= inside && indices.get(at) == Take.NOWHERE ? 1 : 0;
      }
    }
    return pairs;
  }
}
