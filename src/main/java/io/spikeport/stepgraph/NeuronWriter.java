package io.spikeport.stepgraph;

import static io.spikeport.stepgraph.Attributes.integer;

import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reset;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Writes one timestep of a layer of neurons: integrate, fire, reset, each rounded to float32 as the
 * engine rounds it.
 */
final class NeuronWriter {

  private final OnnxGraphBuilder builder;
  private final Node node;
  private final String suffix;
  private final Shape sample;
  private final StateNames states;

  NeuronWriter(
      OnnxGraphBuilder builder, Node node, String suffix, Shape sample, StateNames states) {
    this.builder = builder;
    this.node = node;
    this.suffix = suffix;
    this.sample = sample;
    this.states = states;
  }

  void write(IntegrateAndFire op, String input, String output) {
    String integrated = step("Add", "integrated", potential(), input);
    if (op.firing().isPlain()) {
      fire(op, integrated, output);
    } else {
      fireMore(op, integrated, output);
    }
  }

  void write(LeakyIntegrateAndFire op, String input, String output) {
    String tau =
        builder.constant(
            node.name() + "/tau", BroadcastShapes.overSample(op.tau(), sample), op.tau());
    String integrated;
    if (op.decayInput()) {
      String gap = step("Sub", "gap", input, potential());
      integrated = step("Add", "integrated", potential(), step("Div", "change", gap, tau));
    } else {
      String leaked = step("Sub", "leaked", potential(), step("Div", "leak", potential(), tau));
      integrated = step("Add", "integrated", leaked, input);
    }
    fire(op, integrated, output);
  }

  /**
   * The size of a spike is the sum of what each bound that |d| reaches adds: θ at θ/2, and θ·2ᵏ at
   * 1.5·2ᵏ·θ.
   */
  void write(SigmaDelta op, String input, String output) {
    String sum = step("Add", "next_potential", potential(), input);
    states.put(node, State.Kind.POTENTIAL, sum);
    String function = value("value");
    new ActivationWriter(builder, node.name(), suffix, sample)
        .write(op.activation(), sum, function);
    String sent = states.get(node, State.Kind.SENT);
    String difference = step("Sub", "difference", function, sent);
    String magnitude = step("Abs", "magnitude", difference);
    Tensor theta = BroadcastShapes.overSample(op.threshold(), sample);
    String size = reached(magnitude, "size_0", scaled(theta, 0.5f), theta);
    for (int k = 0; k < op.levels() - 1; k++) {
      float factor = 1 << k;
      String more =
          reached(
              magnitude, "more_" + k, scaled(scaled(theta, 1.5f), factor), scaled(theta, factor));
      size = step("Add", "size_" + (k + 1), size, more);
    }
    builder.node("Mul", output, List.of(size, step("Sign", "sign", difference)));
    states.put(node, State.Kind.SENT, step("Add", "next_sent", sent, output));
  }

  /** {@code amount where magnitude ≥ bound, else 0}. */
  private String reached(String magnitude, String what, Tensor bound, Tensor amount) {
    String reaches =
        step("GreaterOrEqual", what + "_reached", magnitude, constant(what + "_bound", bound));
    String one = value(what + "_one");
    toFloat(reaches, one);
    return step("Mul", what, one, constant(what + "_amount", amount));
  }

  private static Tensor scaled(Tensor values, float factor) {
    float[] scaled = values.toArray();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return Tensor.wrap(values.shape(), scaled);
  }

  /** {@code z = 1 if v ≥ θ else 0}, then reset. */
  private void fire(IntegratingNeuron op, String integrated, String output) {
    String fired = step("GreaterOrEqual", "fired", integrated, threshold(op));
    toFloat(fired, output);
    if (op.reset() == Reset.HARD) {
      leave("Where", fired, constant("zero", Tensor.scalar(0)), integrated);
    } else {
      subtract(op, integrated, output);
    }
  }

  /** Bursts, negative spikes, or both. */
  private void fireMore(IntegrateAndFire op, String integrated, String output) {
    String fired = step("GreaterOrEqual", "fired", integrated, threshold(op));
    String positive = op.firing().signed() ? value("positive") : output;
    if (op.firing().maximumSpikes() == 1) {
      toFloat(fired, positive);
    } else {
      String whole = step("Floor", "whole", step("Div", "thresholds", integrated, threshold(op)));
      String most = constant("maximum_spikes", Tensor.scalar(op.firing().maximumSpikes()));
      String burst = step("Min", "burst", whole, most);
      // The quotient may round up to 1 where the potential is below the threshold.
      builder.node("Where", positive, List.of(fired, burst, constant("zero", Tensor.scalar(0))));
    }
    if (op.firing().signed()) {
      fireNegative(integrated, positive, output);
    }
    subtract(op, integrated, output);
  }

  /** A negative spike where the potential is negative and more spikes were sent than taken back. */
  private void fireNegative(String integrated, String positive, String output) {
    String zero = constant("zero", Tensor.scalar(0));
    String sent = states.get(node, State.Kind.NET_SPIKES);
    String owed =
        step(
            "And",
            "owed",
            step("Less", "below", integrated, zero),
            step("Greater", "sent", sent, zero));
    String negative = value("negative");
    toFloat(owed, negative);
    builder.node("Sub", output, List.of(positive, negative));
    states.put(node, State.Kind.NET_SPIKES, step("Add", "next_net_spikes", sent, output));
  }

  /** {@code v ← v − θ·z}. */
  private void subtract(Neuron op, String integrated, String output) {
    boolean unit = op.threshold().isScalar() && op.threshold().get(0) == 1;
    String drop = unit ? output : step("Mul", "drop", output, threshold(op));
    leave("Sub", integrated, drop);
  }

  private void leave(String type, String... inputs) {
    states.put(node, State.Kind.POTENTIAL, step(type, "next_potential", inputs));
  }

  private void toFloat(String input, String output) {
    AttributeProto to = integer("to", DataType.FLOAT.getNumber());
    builder.node("Cast", output, List.of(input), to);
  }

  private String potential() {
    return states.get(node, State.Kind.POTENTIAL);
  }

  private String threshold(Neuron op) {
    Tensor threshold = op.threshold();
    return builder.constant(
        node.name() + "/threshold", BroadcastShapes.overSample(threshold, sample), threshold);
  }

  private String constant(String what, Tensor tensor) {
    return builder.constant(node.name() + "/" + what, tensor);
  }

  private String value(String what) {
    return builder.fresh(node.name() + "/" + what + suffix);
  }

  private String step(String type, String what, String... inputs) {
    String name = value(what);
    builder.node(type, name, List.of(inputs));
    return name;
  }
}
