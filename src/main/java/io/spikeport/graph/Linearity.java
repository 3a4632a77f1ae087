package io.spikeport.graph;

import io.spikeport.tensor.Tensor;
import java.util.Optional;

/**
 * An affine operator as a linear one and a constant that is added to its value.
 *
 * @param linear the operator without its constant
 * @param constant a scalar, one value per channel, or one per element of the value; empty for 0
 */
record Linearity(Op linear, Optional<Tensor> constant) {

  /** Empty for operators that are not affine, and for those with a state. */
  static Optional<Linearity> of(Op op) {
    return op.accept(new Separation());
  }

  private static Optional<Linearity> whole(Op op) {
    return Optional.of(new Linearity(op, Optional.empty()));
  }

  private static Optional<Linearity> split(Op linear, Tensor constant) {
    return Optional.of(
        new Linearity(linear, isZero(constant) ? Optional.empty() : Optional.of(constant)));
  }

  private static boolean isZero(Tensor values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static Tensor zeros(Tensor like) {
    return Tensor.filled(like.shape(), 0);
  }

  private static final class Separation implements OpVisitor<Optional<Linearity>> {

    @Override
    public Optional<Linearity> visit(Add op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(AddConstant op) {
      return Optional.of(new Linearity(new Impulse(op.value()), Optional.empty()));
    }

    @Override
    public Optional<Linearity> visit(AveragePool op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(AxisLinear op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(BatchNormalization op) {
      return op.asAffine().accept(this);
    }

    @Override
    public Optional<Linearity> visit(ChannelAffine op) {
      return split(new ChannelAffine(op.scale(), zeros(op.shift())), op.shift());
    }

    @Override
    public Optional<Linearity> visit(ClippedRelu op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Concat op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(Conv op) {
      Conv linear = new Conv(op.weight(), zeros(op.bias()), op.window(), op.groups());
      return split(linear, op.bias());
    }

    @Override
    public Optional<Linearity> visit(Delay op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(DeltaStep op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Flatten op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(FloatBlock op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(GatedMaxPool op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(GlobalAveragePool op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(GlobalMaxPool op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(InhibitedMaxPool op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(IntegrateAndFire op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(LeakyIntegrateAndFire op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(LeakyIntegrator op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Linear op) {
      return split(new Linear(op.weight(), zeros(op.bias())), op.bias());
    }

    @Override
    public Optional<Linearity> visit(LogSoftmax op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(MaxPool op) {
      return Optional.empty();
    }

    /** What a pad of another value than 0 adds stands at the border alone, so it is no constant. */
    @Override
    public Optional<Linearity> visit(Pad op) {
      return op.value() == 0 ? whole(op) : Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Pointwise op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Relu op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Reshape op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(SigmaDelta op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Slice op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(Softmax op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Take op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(Threshold op) {
      return Optional.empty();
    }

    @Override
    public Optional<Linearity> visit(Transpose op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(Upsample op) {
      return whole(op);
    }

    @Override
    public Optional<Linearity> visit(VoltageScaler op) {
      return whole(op);
    }
  }
}
