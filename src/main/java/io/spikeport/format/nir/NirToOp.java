package io.spikeport.format.nir;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.format.nir.file.NirValue;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Delay;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Linear;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Threshold;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A node of NIR as one operator of ours, or a few that follow each other. */
final class NirToOp {

  /**
   * One operator.
   *
   * @param suffix what its name has after the node's; empty for the one that bears the name
   */
  record Step(String suffix, Op op) {}

  private final NirNode node;
  private final Shape in;
  private final double dt;

  /**
   * @param in shape of one sample of what goes into the node
   * @param dt seconds of one timestep
   */
  NirToOp(NirNode node, Shape in, double dt) {
    this.node = node;
    this.in = in;
    this.dt = dt;
  }

  /**
   * @throws ModelException if the node is malformed, does not fit its input, or has no counterpart
   */
  List<Step> steps() {
    try {
      Optional<String> operator = node.note(Notes.OPERATOR);
      return operator.isPresent() ? List.of(new Step("", noted(operator.get()))) : plain();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(new Problem(node.describe(), e.getMessage(), ""), e);
    }
  }

  private List<Step> plain() {
    return switch (node.type()) {
      case "Affine", "Linear" -> one(linear());
      case "Conv1d" -> one(conv(1));
      case "Conv2d" -> one(conv(2));
      case "AvgPool2d" -> one(new AveragePool(pool(), false, true));
      case "SumPool2d" -> one(NirConv.sums(pool(), in.extent(0), 1));
      case "Flatten" -> one(flatten());
      case "Scale" -> scale();
      case "IF", "LIF", "CubaLIF" -> new NirToNeuron(node, in, dt).steps();
      case "Threshold" -> one(threshold());
      case "LI", "I", "CubaLI" -> new NirToIntegrator(node, in, dt).steps();
      case "Delay" -> delay();
      case "Input", "Output" ->
          throw unsupported("a second input or output", "give a network with one of each");
      default ->
          throw new ModelException(
              Problem.mismatch(
                  node.describe(),
                  "a node type of NIR",
                  "'" + node.type() + "'",
                  "install a newer Spikeport if NIR has it by now"));
    };
  }

  private ModelException unsupported(String what, String remedy) {
    return new ModelException(
        new Problem(node.describe(), what + " has no counterpart in Spikeport", remedy));
  }

  private static List<Step> one(Op op) {
    return List.of(new Step("", op));
  }

  private Linear linear() {
    Tensor weight = node.real("weight");
    if (weight.shape().rank() != 2) {
      throw node.wrong("weight", "a matrix [out, in]", "an array of shape " + weight.shape());
    }
    return new Linear(weight, bias(weight.shape().extent(0)));
  }

  private Tensor bias(int count) {
    if (!node.has("bias")) {
      return Tensor.filled(Shape.of(count), 0);
    }
    Tensor bias = node.real("bias");
    if (bias.size() == 1) {
      return Tensor.filled(Shape.of(count), bias.get(0));
    }
    if (!bias.shape().equals(Shape.of(count))) {
      throw node.wrong("bias", "[" + count + "]", "an array of shape " + bias.shape());
    }
    return bias;
  }

  private Conv conv(int rank) {
    Tensor weight = node.real("weight");
    if (weight.shape().rank() != rank + 2) {
      throw node.wrong(
          "weight", rank + 2 + " axes [out, in, kernel]", "an array of shape " + weight.shape());
    }
    requireInputShape(rank);
    Window window = window(weight.shape().toList().subList(2, rank + 2));
    Tensor bias = bias(weight.shape().extent(0));
    if (node.metadata().containsKey(Notes.GROUPS)) {
      int groups = node.notes().whole(Notes.GROUPS);
      return conv(grouped(weight, groups), bias, window, groups);
    }
    return conv(weight, bias, window, node.whole("groups"));
  }

  private Tensor grouped(Tensor weight, int groups) {
    return GroupedKernel.grouped(weight, groups)
        .orElseThrow(
            () ->
                node.wrong(
                    "metadata: " + Notes.GROUPS,
                    "groups between which all weights are 0",
                    groups + " for a kernel " + weight.shape()));
  }

  private Conv conv(Tensor weight, Tensor bias, Window window, int groups) {
    int rank = window.rank();
    if (!node.metadata().containsKey(Notes.KERNEL)) {
      return new Conv(weight, bias, window, groups);
    }
    NirNode notes = node.notes();
    Window original =
        new Window(
            notes.wholes(Notes.KERNEL, rank),
            window.strides(),
            notes.wholes(Notes.DILATIONS, rank),
            notes.wholes(Notes.PADS_BEGIN, rank),
            notes.wholes(Notes.PADS_END, rank));
    Tensor cropped =
        NirConv.cropped(weight, window, original)
            .orElseThrow(
                () ->
                    node.wrong(
                        "metadata: " + Notes.KERNEL,
                        "a kernel that fits into " + weight.shape(),
                        original.kernel().toString()));
    return new Conv(cropped, bias, original, groups);
  }

  private void requireInputShape(int rank) {
    if (in.rank() != rank + 1) {
      throw node.wrong("input", "a value of " + (rank + 1) + " axes", "one of shape " + in);
    }
    if (!node.has("input_shape")) {
      return;
    }
    List<Integer> stated = node.wholes("input_shape", rank);
    if (!stated.equals(in.toList().subList(1, in.rank()))) {
      throw node.wrong("input_shape", in.toList().subList(1, in.rank()).toString(), "" + stated);
    }
  }

  private Window window(List<Integer> kernel) {
    int rank = kernel.size();
    List<Integer> dilations = node.wholes("dilation", rank);
    List<Integer> strides = node.wholes("stride", rank);
    if (!(node.fields().get("padding") instanceof NirValue.Text text)) {
      List<Integer> pads = node.wholes("padding", rank);
      return new Window(kernel, strides, dilations, pads, pads);
    }
    List<Integer> begin = new ArrayList<>();
    List<Integer> end = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int total = named(text.values().get(0)) * dilations.get(axis) * (kernel.get(axis) - 1);
      begin.add(total / 2);
      end.add(total - total / 2);
    }
    return new Window(kernel, strides, dilations, begin, end);
  }

  /** How much of what the kernel reaches over the edge is padded: all, or nothing. */
  private int named(String padding) {
    return switch (padding) {
      case "same" -> 1;
      case "valid" -> 0;
      default -> throw node.wrong("padding", "numbers, 'same' or 'valid'", "'" + padding + "'");
    };
  }

  private Window pool() {
    if (in.rank() != 3) {
      throw node.wrong("input", "a value [C, H, W]", "one of shape " + in);
    }
    List<Integer> pads = node.wholes("padding", 2);
    return new Window(
        node.wholes("kernel_size", 2),
        node.wholes("stride", 2),
        Collections.nCopies(2, 1),
        pads,
        pads);
  }

  private Op flatten() {
    int start = axis("start_dim");
    int end = axis("end_dim");
    if (node.has("input_type") && !node.shape("input_type").equals(in)) {
      throw node.wrong("input_type", in.toString(), node.shape("input_type").toString());
    }
    if (start > end) {
      throw node.wrong("end_dim", "an axis from " + start + " on", String.valueOf(end));
    }
    Shape flat = NirShapes.flattened(in, start, end);
    return flat.rank() == 1 ? new Flatten() : new Reshape(flat);
  }

  private int axis(String field) {
    int stated = node.whole(field);
    int axis = stated < 0 ? stated + in.rank() : stated;
    if (axis < 0 || axis >= in.rank()) {
      throw node.wrong(field, "an axis of a value of shape " + in, String.valueOf(stated));
    }
    return axis;
  }

  private List<Step> scale() {
    Tensor scale = PerNeuron.matching(node, "scale", in);
    Optional<Tensor> collapsed = PerNeuron.collapse(scale, in);
    if (collapsed.isPresent()) {
      return one(scaler(collapsed.get()));
    }
    return List.of(
        new Step(".flat", new Flatten()),
        new Step(".each", scaler(scale.reshape(Shape.of(scale.size())))),
        new Step("", new Reshape(in)));
  }

  /** {@code z = 1 if x > θ else 0} ({@code nir/ir/threshold.py}). */
  private Threshold threshold() {
    Tensor threshold = PerNeuron.matching(node, "threshold", in);
    return new Threshold(PerNeuron.collapse(threshold, in).orElse(threshold));
  }

  /** {@code y(t) = x(t − τ)} ({@code nir/ir/delay.py}), τ in seconds, a whole number of dt. */
  private List<Step> delay() {
    Tensor seconds = PerNeuron.matching(node, "delay", in);
    if (!Elements.isEverywhere(seconds, seconds.get(0))) {
      throw node.wrong(
          "delay",
          "one delay for all elements",
          "several delays; give each delay a node of its own");
    }
    double steps = Elements.nearWhole(seconds.get(0) / dt);
    if (!(steps >= 0 && steps <= Integer.MAX_VALUE && steps == Math.rint(steps))) {
      throw node.wrong(
          "delay",
          "a whole number of timesteps of " + dt + " s",
          seconds.get(0) + " s; give the timestep that the file was made for with --dt");
    }
    return steps == 0 ? List.of() : one(new Delay((int) steps));
  }

  static Op scaler(Tensor factor) {
    for (int i = 0; i < factor.size(); i++) {
      if (!(factor.get(i) > 0)) {
        return new ChannelAffine(factor, Tensor.scalar(0));
      }
    }
    return new VoltageScaler(factor);
  }

  /** The operator that our own metadata names. */
  private Op noted(String operator) {
    NirNode notes = node.notes();
    return switch (operator) {
      case "VoltageScaler" -> new VoltageScaler(notes.real("scale"));
      case "Delay" -> new Delay(notes.whole(Notes.TIMESTEPS));
      case "LeakyIntegrator" -> new LeakyIntegrator(notes.real(Notes.DECAY));
      case "ChannelAffine" -> new ChannelAffine(notes.real("scale"), notes.real("shift"));
      case "BatchNormalization" ->
          new BatchNormalization(
              notes.real("scale"),
              notes.real("bias"),
              notes.real("mean"),
              notes.real("variance"),
              notes.real(Notes.EPSILON).get(0));
      case "AveragePool" ->
          new AveragePool(noted(), ceil(), notes.whole(Notes.COUNT_INCLUDE_PAD) != 0);
      case "MaxPool" -> new MaxPool(noted(), ceil());
      case "GatedMaxPool" -> new GatedMaxPool(noted(), ceil());
      case "InhibitedMaxPool" -> new InhibitedMaxPool(noted(), ceil());
      case "GlobalAveragePool" -> new GlobalAveragePool();
      case "GlobalMaxPool" -> new GlobalMaxPool();
      case "Reshape" -> new Reshape(NirShapes.flattened(in, axis("start_dim"), axis("end_dim")));
      default ->
          throw node.wrong(
              "metadata: " + Notes.OPERATOR, "an operator of Spikeport", "'" + operator + "'");
    };
  }

  private boolean ceil() {
    return node.notes().whole(Notes.CEIL_MODE) != 0;
  }

  private Window noted() {
    NirNode notes = node.notes();
    int rank = in.rank() - 1;
    return new Window(
        notes.wholes(Notes.KERNEL, rank),
        notes.wholes(Notes.STRIDES, rank),
        notes.wholes(Notes.DILATIONS, rank),
        notes.wholes(Notes.PADS_BEGIN, rank),
        notes.wholes(Notes.PADS_END, rank));
  }
}
