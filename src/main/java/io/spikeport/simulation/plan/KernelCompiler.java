package io.spikeport.simulation.plan;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.*;
import io.spikeport.simulation.geometry.Gather;
import io.spikeport.simulation.geometry.NonOverlappingWindows;
import io.spikeport.simulation.geometry.PoolWindows;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.kernel.ActivationFunction;
import io.spikeport.simulation.kernel.AddKernel;
import io.spikeport.simulation.kernel.AxisLinearKernel;
import io.spikeport.simulation.kernel.BlockKernel;
import io.spikeport.simulation.kernel.ConcatKernel;
import io.spikeport.simulation.kernel.ConvKernel;
import io.spikeport.simulation.kernel.ConvMethod;
import io.spikeport.simulation.kernel.DelayKernel;
import io.spikeport.simulation.kernel.DifferenceKernel;
import io.spikeport.simulation.kernel.ElementwiseKernel;
import io.spikeport.simulation.kernel.GatherKernel;
import io.spikeport.simulation.kernel.ImpulseKernel;
import io.spikeport.simulation.kernel.IntegratorKernel;
import io.spikeport.simulation.kernel.Kernel;
import io.spikeport.simulation.kernel.LinearKernel;
import io.spikeport.simulation.kernel.PatchKernel;
import io.spikeport.simulation.kernel.PerElement;
import io.spikeport.simulation.kernel.PoolKernel;
import io.spikeport.simulation.kernel.SharedWeights;
import io.spikeport.simulation.kernel.SoftmaxKernel;
import io.spikeport.simulation.kernel.SpatialPooling;
import io.spikeport.simulation.kernel.WinogradKernel;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.simulation.neuron.NeuronBlocks;
import io.spikeport.simulation.neuron.NeuronKernel;
import io.spikeport.simulation.neuron.PooledNeuronKernel;
import io.spikeport.simulation.neuron.SigmaDeltaKernel;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** Makes the kernel of one node. */
public final class KernelCompiler implements OpVisitor<Kernel> {

  private final String name;
  private final List<RowBuffer> inputs;
  private final RowBuffer input;
  private final RowBuffer output;
  private final Shape in;
  private final Shape out;
  private final SharedWeights weights;
  private final PerElement before;
  private final PerElement after;
  private final Optional<NonOverlappingWindows> pooling;
  private final boolean timed;

  /**
   * @param before factor on a neuron layer's input, from a voltage scaler fused with it
   * @param after factor on its spikes, likewise
   * @param pooling windows over which a neuron layer's spikes are averaged at once
   * @param timed whether the node is computed in every timestep
   */
  public KernelCompiler(
      Graph graph,
      Node node,
      List<RowBuffer> inputs,
      RowBuffer output,
      SharedWeights weights,
      PerElement before,
      PerElement after,
      Optional<NonOverlappingWindows> pooling,
      boolean timed) {
    this.name = node.name();
    this.inputs = inputs;
    this.input = inputs.get(0);
    this.output = output;
    this.in = graph.shape(node.inputs().get(0));
    this.out = graph.shape(node.name());
    this.weights = weights;
    this.before = before;
    this.after = after;
    this.pooling = pooling;
    this.timed = timed;
  }

  private Kernel elementwise(ElementwiseKernel.BlockFunction function) {
    return new ElementwiseKernel(input, output, function);
  }

  private Kernel pool(PoolKernel.Rule rule) {
    return new PoolKernel(input, output, rule);
  }

  private SpatialPooling maximum(Window window, boolean ceilMode) {
    return SpatialPooling.maximum(requirePlane(window), ceilMode, in);
  }

  private Window requirePlane(Window window) {
    if (window.rank() > 2) {
      throw new ModelException(
          Problem.mismatch(
              "node '" + name + "'",
              "pooling over one or two axes",
              String.valueOf(window.rank()),
              ""));
    }
    return window;
  }

  /** All positions of a channel as one column. */
  private Shape column() {
    return Shape.of(in.extent(0), in.stride(0), 1);
  }

  private Kernel gather(Gather gather, float elsewhere) {
    return new GatherKernel(
        input, output, SampleLayout.of(in), SampleLayout.of(out), gather, elsewhere);
  }

  private Kernel neuron(IntegratingNeuron op) {
    NeuronBlocks neurons = new NeuronBlocks(name, op, in, before, after);
    return pooling.isPresent()
        ? new PooledNeuronKernel(in, input, output, neurons, pooling.get())
        : new NeuronKernel(in, input, output, neurons);
  }

  private Kernel softmax(int axis, boolean logarithm) {
    int stride = SampleLayout.of(in).stride(axis - 1);
    return new SoftmaxKernel(input, output, in.extent(axis - 1), stride, logarithm);
  }

  @Override
  public Kernel visit(Add op) {
    return new AddKernel(inputs, output);
  }

  @Override
  public Kernel visit(AddConstant op) {
    PerElement value = PerElement.of(op.value(), in);
    return elementwise((x, n, b) -> AddKernel.add(x, value.block(b), n));
  }

  @Override
  public Kernel visit(AveragePool op) {
    Window window = requirePlane(op.window());
    return pool(
        PoolKernel.plain(SpatialPooling.mean(window, op.ceilMode(), op.countIncludePad(), in)));
  }

  @Override
  public Kernel visit(AxisLinear op) {
    return new AxisLinearKernel(op, SampleLayout.of(in), SampleLayout.of(out), input, output);
  }

  @Override
  public Kernel visit(BatchNormalization op) {
    PerElement mean = PerElement.of(op.mean(), in);
    PerElement shift = PerElement.of(op.bias(), in);
    PerElement factor = PerElement.of(op.asAffine().scale(), in);
    return elementwise(
        (x, n, b) ->
            ElementwiseKernel.normalize(x, n, mean.block(b), factor.block(b), shift.block(b)));
  }

  @Override
  public Kernel visit(ChannelAffine op) {
    PerElement scale = PerElement.of(op.scale(), in);
    PerElement shift = PerElement.of(op.shift(), in);
    return elementwise((x, n, b) -> ElementwiseKernel.affine(x, n, scale.block(b), shift.block(b)));
  }

  @Override
  public Kernel visit(ClippedRelu op) {
    return elementwise((x, n, b) -> ElementwiseKernel.clippedRelu(x, n, op.maximum()));
  }

  @Override
  public Kernel visit(Concat op) {
    int stride = SampleLayout.of(out).stride(op.axis() - 1);
    int repeats = out.size() / (stride * out.extent(op.axis() - 1));
    return new ConcatKernel(inputs, output, repeats);
  }

  @Override
  public Kernel visit(Conv op) {
    return switch (ConvMethod.of(op, out, timed)) {
      case ONEDNN -> new ConvKernel(op, in, out, input, output, weights);
      case WINOGRAD -> new WinogradKernel(op, in, out, input, output, weights);
      case PATCHES -> new PatchKernel(op, in, out, input, output, weights);
    };
  }

  @Override
  public Kernel visit(Delay op) {
    return new DelayKernel(input, output, op.timesteps());
  }

  @Override
  public Kernel visit(DeltaStep op) {
    return op instanceof Impulse impulse
        ? new ImpulseKernel(input, output, PerElement.of(impulse.value(), in))
        : new DifferenceKernel(input, output);
  }

  @Override
  public Kernel visit(Flatten op) {
    return gather(Gather.identity(out), 0);
  }

  @Override
  public Kernel visit(FloatBlock op) {
    return new BlockKernel(weights.block(name, op), op, inputs, output);
  }

  @Override
  public Kernel visit(GatedMaxPool op) {
    return pool(PoolKernel.gated(PoolWindows.of(op.window(), op.ceilMode(), in)));
  }

  @Override
  public Kernel visit(GlobalAveragePool op) {
    Window all = Window.of(in.stride(0), 1);
    return pool(PoolKernel.plain(SpatialPooling.mean(all, false, false, column())));
  }

  @Override
  public Kernel visit(GlobalMaxPool op) {
    Window all = Window.of(in.stride(0), 1);
    return pool(PoolKernel.plain(SpatialPooling.maximum(all, false, column())));
  }

  @Override
  public Kernel visit(InhibitedMaxPool op) {
    return pool(PoolKernel.inhibited(maximum(op.window(), op.ceilMode()), in.size(), out.size()));
  }

  @Override
  public Kernel visit(IntegrateAndFire op) {
    return neuron(op);
  }

  @Override
  public Kernel visit(LeakyIntegrateAndFire op) {
    return neuron(op);
  }

  @Override
  public Kernel visit(LeakyIntegrator op) {
    return new IntegratorKernel(input, output, PerElement.of(op.decay(), in));
  }

  @Override
  public Kernel visit(Linear op) {
    return new LinearKernel(op, input, output, weights);
  }

  @Override
  public Kernel visit(LogSoftmax op) {
    return softmax(op.axis(), true);
  }

  @Override
  public Kernel visit(MaxPool op) {
    return pool(PoolKernel.plain(maximum(op.window(), op.ceilMode())));
  }

  @Override
  public Kernel visit(Pad op) {
    return gather(Gather.of(op, in, out), op.value());
  }

  @Override
  public Kernel visit(Pointwise op) {
    return elementwise(ActivationFunction.of(op.activation(), in));
  }

  @Override
  public Kernel visit(Relu op) {
    return elementwise((x, n, b) -> ElementwiseKernel.relu(x, n));
  }

  @Override
  public Kernel visit(Reshape op) {
    return gather(Gather.identity(out), 0);
  }

  @Override
  public Kernel visit(SigmaDelta op) {
    return new SigmaDeltaKernel(op, in, input, output);
  }

  @Override
  public Kernel visit(Slice op) {
    return gather(Gather.of(op, in, out), 0);
  }

  @Override
  public Kernel visit(Softmax op) {
    return softmax(op.axis(), false);
  }

  @Override
  public Kernel visit(Take op) {
    return gather(Gather.of(op, in, out), 0);
  }

  @Override
  public Kernel visit(Threshold op) {
    PerElement threshold = PerElement.of(op.threshold(), in);
    return elementwise((x, n, b) -> ElementwiseKernel.step(x, n, threshold.block(b)));
  }

  @Override
  public Kernel visit(Transpose op) {
    return gather(Gather.of(op, in, out), 0);
  }

  @Override
  public Kernel visit(Upsample op) {
    return gather(Gather.of(op, in, out), 0);
  }

  @Override
  public Kernel visit(VoltageScaler op) {
    PerElement factor = PerElement.of(op.factor(), in);
    return elementwise((x, n, b) -> ElementwiseKernel.scale(x, n, factor.block(b)));
  }
}
