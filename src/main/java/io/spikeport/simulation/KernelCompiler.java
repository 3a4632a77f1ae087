package io.spikeport.simulation;

import io.spikeport.graph.*;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the kernel of one node. Operators that only rename what they are given (flatten, reshape)
 * have none: their value is their input's buffer.
 */
final class KernelCompiler implements OpVisitor<Optional<Kernel>> {

  private final String name;
  private final List<RowBuffer> inputs;
  private final RowBuffer input;
  private final RowBuffer output;
  private final Shape in;
  private final Shape out;
  private final Weights weights;
  private final PerElement before;
  private final PerElement after;

  /**
   * @param before factor on a neuron layer's input, from a voltage scaler fused with it
   * @param after factor on its spikes, likewise
   */
  KernelCompiler(
      Graph graph,
      Node node,
      List<RowBuffer> inputs,
      RowBuffer output,
      Weights weights,
      PerElement before,
      PerElement after) {
    this.name = node.name();
    this.inputs = inputs;
    this.input = inputs.get(0);
    this.output = output;
    this.in = graph.shape(node.inputs().get(0));
    this.out = graph.shape(node.name());
    this.weights = weights;
    this.before = before;
    this.after = after;
  }

  private Optional<Kernel> elementwise(ElementwiseKernel.BlockFunction function) {
    return Optional.of(new ElementwiseKernel(input, output, function));
  }

  private Optional<Kernel> pool(PoolTaps taps, PoolKernel.Rule rule) {
    return Optional.of(new PoolKernel(input, output, taps, rule));
  }

  private Optional<Kernel> gather(Gather gather, float elsewhere) {
    return Optional.of(new GatherKernel(input, output, gather, elsewhere));
  }

  private Optional<Kernel> neuron(Neuron op) {
    return Optional.of(new NeuronKernel(name, op, in, input, output, before, after));
  }

  private Optional<Kernel> softmax(int axis, boolean logarithm) {
    return Optional.of(
        new SoftmaxKernel(input, output, in.extent(axis - 1), in.stride(axis - 1), logarithm));
  }

  @Override
  public Optional<Kernel> visit(Add op) {
    return Optional.of(new AddKernel(inputs, output));
  }

  @Override
  public Optional<Kernel> visit(AveragePool op) {
    return pool(
        PoolTaps.of(op.window(), op.ceilMode(), in), PoolKernel.average(op.countIncludePad()));
  }

  @Override
  public Optional<Kernel> visit(BatchNormalization op) {
    Function<io.spikeport.tensor.Tensor, PerElement> expand = values -> PerElement.of(values, in);
    float[] mean = expand.apply(op.mean()).array();
    float[] shift = expand.apply(op.bias()).array();
    PerElement scale = expand.apply(op.scale());
    float[] factor = expand.apply(op.variance()).map(v -> 1 / Math.sqrt(v + op.epsilon())).array();
    for (int i = 0; i < factor.length; i++) {
      factor[i] *= scale.get(i);
    }
    return elementwise((x, n, at) -> ElementwiseKernel.normalize(x, n, at, mean, factor, shift));
  }

  @Override
  public Optional<Kernel> visit(ChannelAffine op) {
    PerElement scale = PerElement.of(op.scale(), in);
    PerElement shift = PerElement.of(op.shift(), in);
    return elementwise(
        (x, n, at) ->
            ElementwiseKernel.affine(
                x, n, scale.array(), scale.offset(at), shift.array(), shift.offset(at)));
  }

  @Override
  public Optional<Kernel> visit(ClippedRelu op) {
    return elementwise((x, n, at) -> ElementwiseKernel.clippedRelu(x, n, op.maximum()));
  }

  @Override
  public Optional<Kernel> visit(Concat op) {
    int axis = op.axis() - 1;
    int repeats = out.size() / (out.stride(axis) * out.extent(axis));
    return Optional.of(new ConcatKernel(inputs, output, repeats));
  }

  @Override
  public Optional<Kernel> visit(Conv op) {
    return Optional.of(new ConvKernel(op, in, out, input, output, weights));
  }

  @Override
  public Optional<Kernel> visit(Flatten op) {
    return Optional.empty();
  }

  @Override
  public Optional<Kernel> visit(GatedMaxPool op) {
    return pool(PoolTaps.of(op.window(), op.ceilMode(), in), PoolKernel.gated(in.size()));
  }

  @Override
  public Optional<Kernel> visit(GlobalAveragePool op) {
    return pool(PoolTaps.global(in), PoolKernel.average(false));
  }

  @Override
  public Optional<Kernel> visit(GlobalMaxPool op) {
    return pool(PoolTaps.global(in), PoolKernel::max);
  }

  @Override
  public Optional<Kernel> visit(InhibitedMaxPool op) {
    return pool(
        PoolTaps.of(op.window(), op.ceilMode(), in), PoolKernel.inhibited(in.size(), out.size()));
  }

  @Override
  public Optional<Kernel> visit(IntegrateAndFire op) {
    return neuron(op);
  }

  @Override
  public Optional<Kernel> visit(LeakyIntegrateAndFire op) {
    return neuron(op);
  }

  @Override
  public Optional<Kernel> visit(Linear op) {
    return Optional.of(new LinearKernel(op, input, output, weights));
  }

  @Override
  public Optional<Kernel> visit(LogSoftmax op) {
    return softmax(op.axis(), true);
  }

  @Override
  public Optional<Kernel> visit(MaxPool op) {
    return pool(PoolTaps.of(op.window(), op.ceilMode(), in), PoolKernel::max);
  }

  @Override
  public Optional<Kernel> visit(Pad op) {
    return gather(Gather.of(op, in, out), op.value());
  }

  @Override
  public Optional<Kernel> visit(Relu op) {
    return elementwise((x, n, at) -> ElementwiseKernel.relu(x, n));
  }

  @Override
  public Optional<Kernel> visit(Reshape op) {
    return Optional.empty();
  }

  @Override
  public Optional<Kernel> visit(Slice op) {
    return gather(Gather.of(op, in, out), 0);
  }

  @Override
  public Optional<Kernel> visit(Softmax op) {
    return softmax(op.axis(), false);
  }

  @Override
  public Optional<Kernel> visit(Transpose op) {
    return gather(Gather.of(op, in, out), 0);
  }

  @Override
  public Optional<Kernel> visit(Upsample op) {
    return gather(Gather.of(op, in, out), 0);
  }

  @Override
  public Optional<Kernel> visit(VoltageScaler op) {
    PerElement factor = PerElement.of(op.factor(), in);
    return elementwise(
        (x, n, at) -> ElementwiseKernel.scale(x, n, factor.array(), factor.offset(at)));
  }
}
