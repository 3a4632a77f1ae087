package io.spikeport.stepgraph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;

/** Shapes that ONNX broadcasts over a batch as a graph's parameters are meant. */
final class BroadcastShapes {

  private BroadcastShapes() {}

  /**
   * A scalar or a full sample as it is; one value per channel as {@code [C,1,…]}.
   *
   * @param sample shape of the sample that the values go with
   */
  static Tensor overSample(Tensor values, Shape sample) {
    if (values.isScalar() || values.shape().equals(sample)) {
      return values;
    }
    int[] extents = new int[sample.rank()];
    Arrays.fill(extents, 1);
    extents[0] = values.size();
    return values.reshape(Shape.of(extents));
  }

  /** The shape that one value per sample of a batch takes beside samples: {@code [N,1,…]}. */
  static long[] ones(Shape sample) {
    long[] extents = new long[sample.rank() + 1];
    Arrays.fill(extents, 1);
    // Reshape takes 0 for the extent that is there.
    extents[0] = 0;
    return extents;
  }
}
