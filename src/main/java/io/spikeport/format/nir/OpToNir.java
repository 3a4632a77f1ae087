package io.spikeport.format.nir;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.format.contract.Loss;
import io.spikeport.format.contract.Target;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.graph.Add;
import io.spikeport.graph.AddConstant;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.AxisLinear;
import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Delay;
import io.spikeport.graph.DeltaStep;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.OpVisitor;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.Take;
import io.spikeport.graph.Threshold;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One operator as a node of NIR. What NIR has no place for goes into the node's metadata, from
 * which {@link NirToOp} makes the same operator again.
 */
final class OpToNir implements OpVisitor<NirNode> {

  private static final String ELSEWHERE = "export to .snn, .snn.json or .onnx, which can say it";
  private static final String GRADED =
      ELSEWHERE + ", or convert the model again with --neuron if or signed-if";
  private static final String AVERAGE = "convert the model again with --max-pool average";

  private final Node node;
  private final Shape in;
  private final Shape out;
  private final Optional<Target> target;
  private final double dt;
  private final Consumer<Loss> losses;

  /**
   * @param in shape of one sample of the node's (first) input
   * @param out shape of one sample of its output
   * @param dt seconds of one timestep
   * @param losses receives what plain NIR does not say
   */
  OpToNir(
      Node node, Shape in, Shape out, Optional<Target> target, double dt, Consumer<Loss> losses) {
    this.node = node;
    this.in = in;
    this.out = out;
    this.target = target;
    this.dt = dt;
    this.losses = losses;
  }

  private NodeBuilder builder(String type) {
    return new NodeBuilder(type);
  }

  private ModelException impossible(String why, String remedy) {
    return new ModelException(new Problem(node.describe(), "NIR cannot say " + why, remedy));
  }

  @Override
  public NirNode visit(AddConstant op) {
    throw impossible("a constant for every element", ELSEWHERE);
  }

  @Override
  public NirNode visit(DeltaStep op) {
    throw impossible("delta coding", GRADED);
  }

  @Override
  public NirNode visit(FloatBlock op) {
    throw impossible("a block of float operators", ELSEWHERE);
  }

  @Override
  public NirNode visit(Pointwise op) {
    throw impossible("the function " + op.activation().function(), ELSEWHERE);
  }

  @Override
  public NirNode visit(SigmaDelta op) {
    throw impossible("sigma-delta neurons", GRADED);
  }

  @Override
  public NirNode visit(Conv op) {
    return conv(op, builder("Conv" + op.window().rank() + "d"));
  }

  private NirNode conv(Conv op, NodeBuilder builder) {
    Conv symmetric = NirConv.symmetric(op);
    Window window = symmetric.window();
    if (!symmetric.equals(op)) {
      builder
          .note(Notes.KERNEL, op.window().kernel())
          .note(Notes.DILATIONS, op.window().dilations())
          .note(Notes.PADS_BEGIN, op.window().padsBegin())
          .note(Notes.PADS_END, op.window().padsEnd());
      losses.accept(
          Loss.harmless(
              node.describe(),
              "NIR has one padding for both sides, and its readers expect square kernels",
              "zeros were put around the kernel, which leaves the result as it is"));
    }
    if (op.groups() > 1) {
      builder.note(Notes.GROUPS, op.groups());
      losses.accept(
          Loss.harmless(
              node.describe(),
              "no reader of NIR takes a convolution of several groups",
              "it is written as one of a single group, with zeros between the groups"));
    }
    if (window.rank() == 2 && !window.kernel().get(0).equals(window.kernel().get(1))) {
      losses.accept(squareOnly(window));
    }
    builder
        .real("weight", GroupedKernel.dense(symmetric.weight(), symmetric.groups()))
        .real("bias", symmetric.bias())
        .whole("groups", 1);
    return (window.rank() == 1
            ? builder
                .whole("input_shape", in.extent(1))
                .whole("stride", window.strides().get(0))
                .whole("padding", window.padsBegin().get(0))
                .whole("dilation", window.dilations().get(0))
            : builder
                .whole("input_shape", in.toList().subList(1, 3))
                .whole("stride", window.strides())
                .whole("padding", window.padsBegin())
                .whole("dilation", window.dilations()))
        .build();
  }

  private Loss squareOnly(Window window) {
    String lost = "NIR's reference reader (nir/ir/utils.py) takes every kernel for square";
    String done = "it is written as it is, " + window.kernel();
    return target.isEmpty()
        ? Loss.harmless(node.describe(), lost, done + "; read it with type_check=False")
        : Loss.harmful(node.describe(), lost, done, "make the kernel square in training");
  }

  @Override
  public NirNode visit(Linear op) {
    return builder("Affine").real("weight", op.weight()).real("bias", op.bias()).build();
  }

  @Override
  public NirNode visit(VoltageScaler op) {
    return Target.takes(target, "Scale")
        ? builder("Scale").real("scale", PerNeuron.expand(op.factor(), in)).build()
        : affine(
            "VoltageScaler",
            perChannel(op.factor()),
            Tensor.filled(Shape.of(in.extent(0)), 0),
            builder -> builder.note("scale", op.factor()));
  }

  @Override
  public NirNode visit(ChannelAffine op) {
    if (Elements.isEverywhere(op.shift(), 0) && Target.takes(target, "Scale")) {
      return builder("Scale")
          .note(Notes.OPERATOR, op.name())
          .note("scale", op.scale())
          .note("shift", op.shift())
          .real("scale", PerNeuron.expand(op.scale(), in))
          .build();
    }
    return affine(
        "ChannelAffine",
        perChannel(op.scale()),
        perChannel(op.shift()),
        builder -> builder.note("scale", op.scale()).note("shift", op.shift()));
  }

  @Override
  public NirNode visit(AxisLinear op) {
    throw impossible("sums along one axis", ELSEWHERE);
  }

  @Override
  public NirNode visit(BatchNormalization op) {
    ChannelAffine affine = op.asAffine();
    return affine(
        "BatchNormalization",
        affine.scale(),
        affine.shift(),
        builder ->
            builder
                .note("scale", op.scale())
                .note("bias", op.bias())
                .note("mean", op.mean())
                .note("variance", op.variance())
                .note(Notes.EPSILON, Tensor.scalar(op.epsilon())));
  }

  private Tensor perChannel(Tensor values) {
    return values.isScalar() ? Tensor.filled(Shape.of(in.extent(0)), values.get(0)) : values;
  }

  /** Scale and shift per channel, by what has both: a matrix for vectors, else a small kernel. */
  private NirNode affine(
      String operator, Tensor scale, Tensor shift, Consumer<NodeBuilder> original) {
    NodeBuilder builder;
    NirNode written;
    if (in.rank() == 1) {
      builder = builder("Affine").note(Notes.OPERATOR, operator);
      original.accept(builder);
      written = builder.real("weight", diagonal(scale)).real("bias", shift).build();
    } else if (in.rank() <= 3) {
      builder = builder("Conv" + (in.rank() - 1) + "d").note(Notes.OPERATOR, operator);
      original.accept(builder);
      written = conv(NirConv.perChannel(in.rank() - 1, scale, shift), builder);
    } else {
      throw impossible("scale and shift of values of shape " + in, "");
    }
    return written;
  }

  private Tensor diagonal(Tensor values) {
    int n = values.size();
    if (n > 1 << 13) {
      throw impossible("scale and shift of " + n + " values but by a matrix of that side", "");
    }
    float[] matrix = new float[n * n];
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] = values.get(i);
    }
    return Tensor.wrap(Shape.of(n, n), matrix);
  }

  @Override
  public NirNode visit(AveragePool op) {
    boolean pads = pads(op.window());
    requireFloor(op.window(), op.ceilMode());
    if (pads && !op.countIncludePad()) {
      losses.accept(
          Loss.harmful(
              node.describe(),
              "NIR's pooling counts padding in the mean, this one does not",
              "padding is counted",
              "train the network with count_include_pad=True or without padding"));
    }
    NodeBuilder builder =
        pool("AveragePool", op.window(), op.ceilMode())
            .note(Notes.COUNT_INCLUDE_PAD, op.countIncludePad() ? 1 : 0);
    return average(op.window(), builder);
  }

  @Override
  public NirNode visit(GlobalAveragePool op) {
    return average(whole(), builder("").note(Notes.OPERATOR, op.name()));
  }

  @Override
  public NirNode visit(MaxPool op) {
    return maximum(op.name(), op.window(), op.ceilMode());
  }

  @Override
  public NirNode visit(GatedMaxPool op) {
    return maximum(op.name(), op.window(), op.ceilMode());
  }

  @Override
  public NirNode visit(InhibitedMaxPool op) {
    return maximum(op.name(), op.window(), op.ceilMode());
  }

  @Override
  public NirNode visit(GlobalMaxPool op) {
    maximumLost();
    return average(whole(), builder("").note(Notes.OPERATOR, op.name()));
  }

  private NirNode maximum(String operator, Window window, boolean ceilMode) {
    requireFloor(window, ceilMode);
    maximumLost();
    return average(window, pool(operator, window, ceilMode));
  }

  private void maximumLost() {
    losses.accept(
        Loss.harmful(
            node.describe(), "NIR has no max pooling", "average pooling stands for it", AVERAGE));
  }

  private NodeBuilder pool(String operator, Window window, boolean ceilMode) {
    return builder("")
        .note(Notes.OPERATOR, operator)
        .note(Notes.KERNEL, window.kernel())
        .note(Notes.STRIDES, window.strides())
        .note(Notes.DILATIONS, window.dilations())
        .note(Notes.PADS_BEGIN, window.padsBegin())
        .note(Notes.PADS_END, window.padsEnd())
        .note(Notes.CEIL_MODE, ceilMode ? 1 : 0);
  }

  private void requireFloor(Window window, boolean ceilMode) {
    if (ceilMode && !window.outputExtents(in, true).equals(window.outputExtents(in, false))) {
      throw impossible(
          "a window that reaches beyond the input (ceil mode)",
          "train the network with ceil_mode=False");
    }
  }

  private Window whole() {
    if (in.rank() > 3) {
      throw impossible("pooling over more than two axes", "");
    }
    List<Integer> extents = in.toList().subList(1, in.rank());
    return Window.of(extents.stream().mapToInt(Integer::intValue).toArray())
        .withStrides(extents.toArray(Integer[]::new));
  }

  /** A plain average, as AvgPool2d where that can say it, else as a convolution. */
  private NirNode average(Window window, NodeBuilder builder) {
    boolean plain =
        window.rank() == 2
            && window.padsBegin().equals(window.padsEnd())
            && window.dilations().stream().allMatch(d -> d == 1)
            && padsFit(window);
    if (plain && Target.takes(target, "AvgPool2d")) {
      return builder
          .type("AvgPool2d")
          .whole("kernel_size", window.kernel())
          .whole("stride", window.strides())
          .whole("padding", window.padsBegin())
          .build();
    }
    int count = window.kernel().stream().reduce(1, Math::multiplyExact);
    return conv(
        NirConv.sums(window, in.extent(0), 1f / count), builder.type("Conv" + window.rank() + "d"));
  }

  /** PyTorch, which most readers build on, refuses padding of more than half a window. */
  private static boolean padsFit(Window window) {
    for (int axis = 0; axis < window.rank(); axis++) {
      if (2 * window.padsBegin().get(axis) > window.kernel().get(axis)) {
        return false;
      }
    }
    return true;
  }

  private static boolean pads(Window window) {
    return window.padsBegin().stream().anyMatch(p -> p > 0)
        || window.padsEnd().stream().anyMatch(p -> p > 0);
  }

  @Override
  public NirNode visit(Flatten op) {
    return flatten(0, in.rank() - 1, builder("Flatten"));
  }

  @Override
  public NirNode visit(Reshape op) {
    for (int start = 0; start < in.rank(); start++) {
      for (int end = start; end < in.rank(); end++) {
        if (NirShapes.flattened(in, start, end).equals(out)) {
          return flatten(start, end, builder("Flatten").note(Notes.OPERATOR, op.name()));
        }
      }
    }
    throw impossible(
        "a change of shape from " + in + " to " + out + " but joining neighbouring axes",
        "end the network in Flatten and Linear, or " + ELSEWHERE);
  }

  /** Counted from the end, axes are the same for readers that count the batch axis too. */
  private NirNode flatten(int start, int end, NodeBuilder builder) {
    boolean fromEnd = target.isPresent() && target.get().countsBatch();
    return builder
        .whole("start_dim", fromEnd ? start - in.rank() : start)
        .whole("end_dim", fromEnd || end == in.rank() - 1 ? end - in.rank() : end)
        .whole("input_type", in.toList())
        .build();
  }

  @Override
  public NirNode visit(IntegrateAndFire op) {
    return new NeuronToNir(node, in, target, losses).write(op, dt);
  }

  @Override
  public NirNode visit(LeakyIntegrateAndFire op) {
    return new NeuronToNir(node, in, target, losses).write(op, dt);
  }

  /** LI with r = τ/dt, so that one step is {@code v ← (1 − dt/τ)·v + x}; I where nothing leaks. */
  @Override
  public NirNode visit(LeakyIntegrator op) {
    NodeBuilder builder =
        builder("I").note(Notes.OPERATOR, op.name()).note(Notes.DECAY, op.decay());
    if (target.isPresent()) {
      losses.accept(
          Loss.harmful(
              node.describe(),
              "importers differ in how an integrator that does not spike takes r and decays",
              "it is written by NIR's equation",
              "end the network in a Linear layer"));
    }
    Tensor decay = PerNeuron.expand(op.decay(), in);
    float[] steps = new float[decay.size()];
    boolean leaks = false;
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (float) Math.min(NeuronToNir.NO_LEAK, 1 / (1 - (double) decay.get(i)));
      leaks |= decay.get(i) < 1;
    }
    if (!leaks) {
      return builder.real("r", Tensor.filled(in, (float) (1 / dt))).build();
    }
    float[] tau = steps.clone();
    for (int i = 0; i < tau.length; i++) {
      tau[i] = (float) (steps[i] * dt);
    }
    return builder
        .type("LI")
        .real("tau", Tensor.wrap(in, tau))
        .real("r", Tensor.wrap(in, steps))
        .real("v_leak", Tensor.filled(in, 0))
        .build();
  }

  @Override
  public NirNode visit(Take op) {
    throw impossible("elements in another order", ELSEWHERE);
  }

  @Override
  public NirNode visit(Threshold op) {
    return builder("Threshold").real("threshold", PerNeuron.expand(op.threshold(), in)).build();
  }

  /** In seconds; the metadata has the timesteps, which hold whatever dt the file is read with. */
  @Override
  public NirNode visit(Delay op) {
    return builder("Delay")
        .note(Notes.OPERATOR, op.name())
        .note(Notes.TIMESTEPS, op.timesteps())
        .real("delay", Tensor.filled(in, (float) (op.timesteps() * dt)))
        .build();
  }

  @Override
  public NirNode visit(Add op) {
    throw new IllegalStateException("an addition is edges, not a node");
  }

  @Override
  public NirNode visit(Concat op) {
    throw impossible("a concatenation", "add the branches up instead of joining them");
  }

  @Override
  public NirNode visit(Relu op) {
    throw impossible("a ReLU, which does not spike", "convert the model to a spiking one");
  }

  @Override
  public NirNode visit(ClippedRelu op) {
    throw impossible("a clipped ReLU, which does not spike", "convert the model to a spiking one");
  }

  @Override
  public NirNode visit(Softmax op) {
    throw softmax();
  }

  @Override
  public NirNode visit(LogSoftmax op) {
    throw softmax();
  }

  private ModelException softmax() {
    return impossible("a Softmax, but at the end", "convert the model with --readout logits");
  }

  @Override
  public NirNode visit(Pad op) {
    throw impossible("padding by itself", "pad in the convolution or pooling that follows");
  }

  @Override
  public NirNode visit(Slice op) {
    throw impossible("a part of a value", ELSEWHERE);
  }

  @Override
  public NirNode visit(Transpose op) {
    throw impossible("another order of axes", ELSEWHERE);
  }

  @Override
  public NirNode visit(Upsample op) {
    throw impossible("upsampling", ELSEWHERE);
  }

  /** Whether an operator is at home in NIR only as a remark at the output. */
  static boolean isReadout(Op op) {
    return op instanceof Softmax || op instanceof LogSoftmax;
  }
}
