package io.spikeport.stepgraph;

import static io.spikeport.stepgraph.Attributes.integer;
import static io.spikeport.stepgraph.Attributes.integers;
import static io.spikeport.stepgraph.Attributes.real;
import static io.spikeport.stepgraph.Attributes.text;

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
import io.spikeport.graph.Graph;
import io.spikeport.graph.Impulse;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
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
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes what one node computes in one timestep; every visit yields the name of its value. */
final class OperatorWriter implements OpVisitor<String> {

  private final OnnxGraphBuilder builder;
  private final Node node;
  private final List<String> inputs;
  private final String input;
  private final String suffix;
  private final Shape in;
  private final Shape out;
  private final StateNames states;
  private final String output;

  /**
   * @param inputs ONNX names of the node's inputs
   * @param suffix put after the names of all values, for copies of one graph
   */
  OperatorWriter(
      OnnxGraphBuilder builder,
      Graph graph,
      Node node,
      List<String> inputs,
      String suffix,
      StateNames states) {
    this.builder = builder;
    this.node = node;
    this.inputs = inputs;
    this.input = inputs.get(0);
    this.suffix = suffix;
    this.in = graph.shape(node.inputs().get(0));
    this.out = graph.shape(node.name());
    this.states = states;
    this.output = builder.fresh(node.name() + suffix);
  }

  private String write(String type, List<String> from, AttributeProto... attributes) {
    builder.node(type, output, from, attributes);
    return output;
  }

  private String value(String what) {
    return builder.fresh(node.name() + "/" + what + suffix);
  }

  private String constant(String what, Tensor tensor) {
    return builder.constant(node.name() + "/" + what, tensor);
  }

  private String perChannel(String what, Tensor tensor) {
    return builder.constant(
        node.name() + "/" + what, BroadcastShapes.overSample(tensor, out), tensor);
  }

  private String longs(String what, long... values) {
    return builder.integers(node.name() + "/" + what, values);
  }

  private PoolWriter pool(Window window, boolean ceilMode) {
    return new PoolWriter(builder, node.name(), suffix, window, ceilMode, in);
  }

  @Override
  public String visit(Add op) {
    return write(inputs.size() == 2 ? "Add" : "Sum", inputs);
  }

  @Override
  public String visit(AddConstant op) {
    return write("Add", List.of(input, perChannel("value", op.value())));
  }

  @Override
  public String visit(AveragePool op) {
    pool(op.window(), op.ceilMode()).mean(input, output, op.window(), op.countIncludePad());
    return output;
  }

  @Override
  public String visit(AxisLinear op) {
    int after = in.stride(op.axis() - 1);
    String blocks = value("blocks");
    String mixed = value("mixed");
    long extent = in.extent(op.axis() - 1);
    builder.node("Reshape", blocks, List.of(input, longs("blocks_shape", -1, extent, after)));
    builder.node("MatMul", mixed, List.of(constant("matrix", op.matrix()), blocks));
    long[] shape = new long[out.rank() + 1];
    shape[0] = -1;
    for (int axis = 1; axis < shape.length; axis++) {
      shape[axis] = out.extent(axis - 1);
    }
    return write("Reshape", List.of(mixed, longs("shape", shape)));
  }

  @Override
  public String visit(BatchNormalization op) {
    return write(
        "BatchNormalization",
        List.of(
            input,
            constant("scale", op.scale()),
            constant("bias", op.bias()),
            constant("mean", op.mean()),
            constant("variance", op.variance())),
        real("epsilon", op.epsilon()));
  }

  @Override
  public String visit(ChannelAffine op) {
    String scaled = value("scaled");
    builder.node("Mul", scaled, List.of(input, perChannel("scale", op.scale())));
    return write("Add", List.of(scaled, perChannel("shift", op.shift())));
  }

  @Override
  public String visit(ClippedRelu op) {
    return write(
        "Clip",
        List.of(
            input,
            constant("minimum", Tensor.scalar(0)),
            constant("maximum", Tensor.scalar(op.maximum()))));
  }

  @Override
  public String visit(Concat op) {
    return write("Concat", inputs, integer("axis", op.axis()));
  }

  @Override
  public String visit(Conv op) {
    Window window = op.window();
    List<Integer> pads = new ArrayList<>(window.padsBegin());
    pads.addAll(window.padsEnd());
    return write(
        "Conv",
        List.of(input, constant("weight", op.weight()), constant("bias", op.bias())),
        integers("kernel_shape", window.kernel()),
        integers("strides", window.strides()),
        integers("dilations", window.dilations()),
        integers("pads", pads),
        integer("group", op.groups()));
  }

  @Override
  public String visit(DeltaStep op) {
    return op instanceof Impulse impulse ? impulse(impulse) : difference();
  }

  private String difference() {
    write("Sub", List.of(input, states.get(node, State.Kind.BEFORE)));
    // A name of its own: the input may also be a state of another node, or the graph's input.
    String now = value("next_before");
    builder.node("Identity", now, List.of(input));
    states.put(node, State.Kind.BEFORE, now);
    return output;
  }

  private String impulse(Impulse op) {
    String pending = states.get(node, State.Kind.PENDING);
    String axes = longs("sample_shape", BroadcastShapes.ones(out));
    String each = value("pending_each");
    builder.node("Reshape", each, List.of(pending, axes));
    String added = value("added");
    builder.node("Mul", added, List.of(each, perChannel("value", op.value())));
    write("Add", List.of(input, added));
    String done = value("next_pending");
    builder.node("Sub", done, List.of(pending, pending));
    states.put(node, State.Kind.PENDING, done);
    return output;
  }

  /** The oldest of the samples held back goes out, the input is put behind the others. */
  @Override
  public String visit(Delay op) {
    String held = states.get(node, State.Kind.HELD);
    builder.node("Gather", output, List.of(held, builder.integer("oldest", 0)), integer("axis", 1));
    String next = value("next_held");
    if (op.timesteps() == 1) {
      builder.node("Unsqueeze", next, List.of(input, builder.integers("held_axis", 1)));
    } else {
      String newest = value("newest");
      builder.node("Unsqueeze", newest, List.of(input, builder.integers("held_axis", 1)));
      String younger = value("younger");
      builder.node(
          "Slice",
          younger,
          List.of(held, longs("second", 1), longs("end", op.timesteps()), longs("axis", 1)));
      builder.node("Concat", next, List.of(younger, newest), integer("axis", 1));
    }
    states.put(node, State.Kind.HELD, next);
    return output;
  }

  @Override
  public String visit(Flatten op) {
    return write("Flatten", List.of(input), integer("axis", 1));
  }

  @Override
  public String visit(FloatBlock op) {
    new BlockWriter(builder, node.name(), suffix).write(op, inputs, output);
    return output;
  }

  @Override
  public String visit(GatedMaxPool op) {
    String sum = accumulate();
    pool(op.window(), op.ceilMode()).gated(sum, input, output);
    return output;
  }

  /** Adds the input to the node's sum over time. */
  private String accumulate() {
    String sum = value("next_sum");
    builder.node("Add", sum, List.of(states.get(node, State.Kind.SUM), input));
    states.put(node, State.Kind.SUM, sum);
    return sum;
  }

  @Override
  public String visit(GlobalAveragePool op) {
    return write("GlobalAveragePool", List.of(input));
  }

  @Override
  public String visit(GlobalMaxPool op) {
    return write("GlobalMaxPool", List.of(input));
  }

  @Override
  public String visit(InhibitedMaxPool op) {
    String sum = accumulate();
    String maximum = value("next_maximum");
    pool(op.window(), op.ceilMode()).maximum(sum, maximum);
    write("Sub", List.of(maximum, states.get(node, State.Kind.MAXIMUM)));
    states.put(node, State.Kind.MAXIMUM, maximum);
    return output;
  }

  @Override
  public String visit(IntegrateAndFire op) {
    new NeuronWriter(builder, node, suffix, out, states).write(op, input, output);
    return output;
  }

  @Override
  public String visit(LeakyIntegrateAndFire op) {
    new NeuronWriter(builder, node, suffix, out, states).write(op, input, output);
    return output;
  }

  /** {@code v ← decay·v + x}, and v is the output. */
  @Override
  public String visit(LeakyIntegrator op) {
    String kept = value("kept");
    String potential = states.get(node, State.Kind.POTENTIAL);
    builder.node("Mul", kept, List.of(potential, perChannel("decay", op.decay())));
    write("Add", List.of(kept, input));
    // A name of its own: the value may also be the graph's output.
    String next = value("next_potential");
    builder.node("Identity", next, List.of(output));
    states.put(node, State.Kind.POTENTIAL, next);
    return output;
  }

  @Override
  public String visit(Linear op) {
    return write(
        "Gemm",
        List.of(input, constant("weight", op.weight()), constant("bias", op.bias())),
        integer("transB", 1));
  }

  @Override
  public String visit(LogSoftmax op) {
    return write("LogSoftmax", List.of(input), integer("axis", op.axis()));
  }

  @Override
  public String visit(MaxPool op) {
    pool(op.window(), op.ceilMode()).maximum(input, output);
    return output;
  }

  @Override
  public String visit(Pad op) {
    int rank = op.begin().size() + 1;
    long[] pads = new long[2 * rank];
    for (int axis = 1; axis < rank; axis++) {
      pads[axis] = op.begin().get(axis - 1);
      pads[rank + axis] = op.end().get(axis - 1);
    }
    return write(
        "Pad", List.of(input, longs("pads", pads), constant("value", Tensor.scalar(op.value()))));
  }

  @Override
  public String visit(Pointwise op) {
    new ActivationWriter(builder, node.name(), suffix, out).write(op.activation(), input, output);
    return output;
  }

  @Override
  public String visit(Relu op) {
    return write("Relu", List.of(input));
  }

  @Override
  public String visit(Reshape op) {
    long[] shape = new long[op.shape().rank() + 1];
    for (int i = 1; i < shape.length; i++) {
      shape[i] = op.shape().extent(i - 1);
    }
    return write("Reshape", List.of(input, longs("shape", shape)));
  }

  @Override
  public String visit(SigmaDelta op) {
    new NeuronWriter(builder, node, suffix, out, states).write(op, input, output);
    return output;
  }

  @Override
  public String visit(Slice op) {
    return write(
        "Slice",
        List.of(
            input, longs("start", op.start()), longs("end", op.end()), longs("axis", op.axis())));
  }

  @Override
  public String visit(Softmax op) {
    return write("Softmax", List.of(input), integer("axis", op.axis()));
  }

  @Override
  public String visit(Take op) {
    long[] indices = op.indices().stream().mapToLong(Integer::longValue).toArray();
    String from = input;
    if (op.indices().contains(Take.NOWHERE)) {
      int extent = in.extent(op.axis() - 1);
      long[] pads = new long[2 * (in.rank() + 1)];
      pads[in.rank() + 1 + op.axis()] = 1;
      from = value("with_zero");
      builder.node("Pad", from, List.of(input, longs("pads", pads)));
      indices = Arrays.stream(indices).map(i -> i == Take.NOWHERE ? extent : i).toArray();
    }
    return write("Gather", List.of(from, longs("indices", indices)), integer("axis", op.axis()));
  }

  @Override
  public String visit(Threshold op) {
    String above = value("above");
    builder.node("Greater", above, List.of(input, perChannel("threshold", op.threshold())));
    return write("Cast", List.of(above), integer("to", DataType.FLOAT.getNumber()));
  }

  @Override
  public String visit(Transpose op) {
    List<Integer> permutation = new ArrayList<>(List.of(0));
    permutation.addAll(op.permutation());
    return write("Transpose", List.of(input), integers("perm", permutation));
  }

  @Override
  public String visit(Upsample op) {
    float[] scales = new float[op.factors().size() + 2];
    Arrays.fill(scales, 1);
    for (int i = 0; i < op.factors().size(); i++) {
      scales[i + 2] = op.factors().get(i);
    }
    return write(
        "Resize",
        List.of(input, "", constant("scales", Tensor.vector(scales))),
        text("mode", "nearest"),
        text("coordinate_transformation_mode", "asymmetric"),
        text("nearest_mode", "floor"));
  }

  @Override
  public String visit(VoltageScaler op) {
    return write("Mul", List.of(input, perChannel("factor", op.factor())));
  }
}
