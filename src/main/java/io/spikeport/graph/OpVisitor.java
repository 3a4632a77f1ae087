package io.spikeport.graph;

/**
 * One method per operator, so that the compiler finds every place that a new operator must be
 * taught to.
 *
 * @param <R> what a visit yields
 */
public interface OpVisitor<R> {

  R visit(Add op);

  R visit(AddConstant op);

  R visit(AveragePool op);

  R visit(AxisLinear op);

  R visit(BatchNormalization op);

  R visit(ChannelAffine op);

  R visit(ClippedRelu op);

  R visit(Concat op);

  R visit(Conv op);

  R visit(Delay op);

  R visit(DeltaStep op);

  R visit(Flatten op);

  R visit(FloatBlock op);

  R visit(GatedMaxPool op);

  R visit(GlobalAveragePool op);

  R visit(GlobalMaxPool op);

  R visit(InhibitedMaxPool op);

  R visit(IntegrateAndFire op);

  R visit(LeakyIntegrateAndFire op);

  R visit(LeakyIntegrator op);

  R visit(Linear op);

  R visit(LogSoftmax op);

  R visit(MaxPool op);

  R visit(Pad op);

  R visit(Pointwise op);

  R visit(Relu op);

  R visit(Reshape op);

  R visit(SigmaDelta op);

  R visit(Slice op);

  R visit(Softmax op);

  R visit(Take op);

  R visit(Threshold op);

  R visit(Transpose op);

  R visit(Upsample op);

  R visit(VoltageScaler op);
}
