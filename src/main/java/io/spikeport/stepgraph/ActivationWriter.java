package io.spikeport.stepgraph;

import static io.spikeport.stepgraph.Attributes.real;

import io.spikeport.graph.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/** Writes an {@link Activation} by operators of opset 13. */
final class ActivationWriter {

  private final OnnxGraphBuilder builder;
  private final String name;
  private final String suffix;
  private final Shape sample;

  /**
   * @param name of the node, from which the names of constants and values are made
   */
  ActivationWriter(OnnxGraphBuilder builder, String name, String suffix, Shape sample) {
    this.builder = builder;
    this.name = name;
    this.suffix = suffix;
    this.sample = sample;
  }

  void write(Activation activation, String x, String output) {
    switch (activation.function()) {
      case IDENTITY -> node("Identity", output, x);
      case RELU -> node("Relu", output, x);
      case CLIP -> clip(x, parameter(activation, 0), parameter(activation, 1), output);
      case LEAKY_RELU -> node("PRelu", output, x, parameter(activation, 0));
      case ELU -> exponential("Elu", activation, x, output);
      case SELU -> selu(activation, x, output);
      case CELU -> exponential("Celu", activation, x, output);
      case SILU -> node("Mul", output, x, step("Sigmoid", x));
      case HARD_SWISH -> {
        String gate = builder.fresh(name + "/gate" + suffix);
        builder.node("HardSigmoid", gate, List.of(x), real("alpha", 1 / 6f), real("beta", 0.5f));
        node("Mul", output, x, gate);
      }
      case SIGMOID -> node("Sigmoid", output, x);
      case HARD_SIGMOID -> {
        String scaled = step("Mul", x, parameter(activation, 0));
        clip(step("Add", scaled, parameter(activation, 1)), number(0), number(1), output);
      }
      case TANH -> node("Tanh", output, x);
      case GELU -> {
        String erf = step("Erf", step("Mul", x, number((float) Math.sqrt(0.5))));
        node("Mul", output, half(x), step("Add", erf, number(1)));
      }
      case GELU_TANH -> {
        String cube = step("Mul", step("Mul", x, x), x);
        String inner = step("Add", x, step("Mul", cube, number(0.044715f)));
        String scaled = step("Mul", inner, number((float) Math.sqrt(2 / Math.PI)));
        node("Mul", output, half(x), step("Add", step("Tanh", scaled), number(1)));
      }
      case SOFTPLUS -> node("Softplus", output, x);
      case SOFTSIGN -> node("Softsign", output, x);
      case MISH -> node("Mul", output, x, step("Tanh", step("Softplus", x)));
      case QUANTIZE -> {
        String steps = step("Round", step("Div", x, parameter(activation, 0)));
        String bounded =
            step("Min", step("Max", steps, parameter(activation, 1)), parameter(activation, 2));
        node("Mul", output, bounded, parameter(activation, 0));
      }
    }
  }

  private String half(String x) {
    return step("Mul", x, number(0.5f));
  }

  private void clip(String x, String minimum, String maximum, String output) {
    node("Min", output, step("Max", x, minimum), maximum);
  }

  /** Elu and Celu take their parameter as an attribute, one for all channels. */
  private void exponential(String type, Activation activation, String x, String output) {
    Tensor alpha = activation.parameters().get(0);
    if (alpha.isScalar()) {
      builder.node(type, output, List.of(x), real("alpha", alpha.get(0)));
    } else if (type.equals("Elu")) {
      scaledExponential(parameter(activation, 0), number(1), x, output);
    } else {
      String scaled = step("Div", x, parameter(activation, 0));
      String curve = step("Elu", scaled);
      String negative = step("Mul", curve, parameter(activation, 0));
      node("Where", output, positive(x), x, negative);
    }
  }

  private void selu(Activation activation, String x, String output) {
    scaledExponential(parameter(activation, 0), parameter(activation, 1), x, output);
  }

  /** {@code gamma·(x if x > 0 else alpha·(eˣ − 1))}. */
  private void scaledExponential(String alpha, String gamma, String x, String output) {
    String negative = step("Mul", step("Elu", x), alpha);
    node("Mul", output, step("Where", positive(x), x, negative), gamma);
  }

  private String positive(String x) {
    return step("Greater", x, number(0));
  }

  private String parameter(Activation activation, int index) {
    Tensor values = activation.parameters().get(index);
    String what = activation.function().parameters().get(index);
    return builder.constant(name + "/" + what, BroadcastShapes.overSample(values, sample), values);
  }

  private String number(float value) {
    return builder.constant("number_" + value, Tensor.scalar(value));
  }

  private String step(String type, String... inputs) {
    String value = builder.fresh(name + "/" + type.toLowerCase(Locale.ROOT) + suffix);
    node(type, value, inputs);
    return value;
  }

  private void node(String type, String output, String... inputs) {
    builder.node(type, output, List.of(inputs));
  }
}
