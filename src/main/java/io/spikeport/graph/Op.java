package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * One operator with all its parameters. Every operator yields exactly one value.
 *
 * <p>Shapes are those of one sample: the batch axis is left out, since every operator treats the
 * samples of a batch alike. Axes are counted as ONNX counts them, <em>with</em> the batch axis as
 * axis 0; so the channels of {@code [N,C,H,W]} are axis 1 and axis 0 is never named.
 */
public sealed interface Op
    permits Add,
        AddConstant,
        AveragePool,
        AxisLinear,
        BatchNormalization,
        ChannelAffine,
        ClippedRelu,
        Concat,
        Conv,
        Flatten,
        FloatBlock,
        GlobalAveragePool,
        GlobalMaxPool,
        Linear,
        LogSoftmax,
        MaxPool,
        Pad,
        Pointwise,
        Relu,
        Reshape,
        Slice,
        Softmax,
        StatefulOp,
        Take,
        Threshold,
        Transpose,
        Upsample,
        VoltageScaler {

  /**
   * Shape of one sample's output.
   *
   * @param inputs shapes of one sample's inputs, in order
   * @throws IllegalArgumentException if the inputs do not fit this operator; the message says what
   *     was expected and what was found
   */
  Shape outputShape(List<Shape> inputs);

  <R> R accept(OpVisitor<R> visitor);

  /** The operator's name as the user knows it, for example {@code Conv}. */
  default String name() {
    return getClass().getSimpleName();
  }
}
