package io.spikeport.graph;

import java.util.List;

/**
 * A function of one number that a network applies to every element by itself, with its parameters p
 * in order. The formulas are ONNX's (the operator's name, or the spelling that exporters use).
 */
public enum Function {
  /** {@code x}. */
  IDENTITY(true, (x, p) -> x),
  /** {@code max(x, 0)}. */
  RELU(true, (x, p) -> Math.max(x, 0)),
  /** {@code min(max(x, minimum), maximum)}: Clip, HardTanh, ReLU6. */
  CLIP(true, (x, p) -> Math.min(Math.max(x, p[0]), p[1]), "minimum", "maximum"),
  /** {@code x if x ≥ 0 else slope·x}: LeakyRelu, PRelu with one slope per channel, Abs. */
  LEAKY_RELU(false, (x, p) -> x >= 0 ? x : p[0] * x, "slope"),
  /** {@code x if x > 0 else alpha·(eˣ − 1)}. */
  ELU(true, (x, p) -> x > 0 ? x : p[0] * Math.expm1(x), "alpha"),
  /** {@code gamma·x if x > 0 else gamma·alpha·(eˣ − 1)}. */
  SELU(true, (x, p) -> p[1] * (x > 0 ? x : p[0] * Math.expm1(x)), "alpha", "gamma"),
  /** {@code x if x > 0 else alpha·(e^(x/alpha) − 1)}. */
  CELU(true, (x, p) -> x > 0 ? x : p[0] * Math.expm1(x / p[0]), "alpha"),
  /** {@code x·sigmoid(x)}: SiLU, Swish. */
  SILU(false, (x, p) -> x * sigmoid(x)),
  /** {@code x·min(max(x/6 + ½, 0), 1)}. */
  HARD_SWISH(false, (x, p) -> x * Math.min(Math.max(x / 6 + 0.5, 0), 1)),
  /** {@code 1/(1 + e⁻ˣ)}. */
  SIGMOID(true, (x, p) -> sigmoid(x)),
  /** {@code min(max(alpha·x + beta, 0), 1)}. */
  HARD_SIGMOID(true, (x, p) -> Math.min(Math.max(p[0] * x + p[1], 0), 1), "alpha", "beta"),
  /** {@code tanh x}. */
  TANH(true, (x, p) -> Math.tanh(x)),
  /** {@code x·Φ(x)}, Φ the distribution function of the normal distribution. */
  GELU(false, (x, p) -> 0.5 * x * (1 + Erf.of(x * Math.sqrt(0.5)))),
  /** {@code x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))}. */
  GELU_TANH(
      false,
      (x, p) -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
  /** {@code ln(1 + eˣ)}. */
  SOFTPLUS(true, (x, p) -> softplus(x)),
  /** {@code x/(1 + |x|)}. */
  SOFTSIGN(true, (x, p) -> x / (1 + Math.abs(x))),
  /** {@code x·tanh(ln(1 + eˣ))}. */
  MISH(false, (x, p) -> x * Math.tanh(softplus(x))),
  /**
   * {@code step·min(max(round(x/step), low), high)}, halves rounded to even: a quantized value,
   * whatever is spelled by QuantizeLinear and DequantizeLinear.
   */
  QUANTIZE(
      true,
      (x, p) -> p[0] * Math.min(Math.max(Math.rint(x / p[0]), p[1]), p[2]),
      "step",
      "low",
      "high");

  /** The formula, in double precision. */
  interface Formula {
    double at(double x, double[] parameters);
  }

  private final boolean monotone;
  private final Formula formula;
  private final List<String> parameters;

  Function(boolean monotone, Formula formula, String... parameters) {
    this.monotone = monotone;
    this.formula = formula;
    this.parameters = List.of(parameters);
  }

  /** Names of the parameters, in order. */
  public List<String> parameters() {
    return parameters;
  }

  /** Whether it never decreases, whatever its parameters: then it commutes with a maximum. */
  public boolean isMonotone() {
    return monotone;
  }

  /** Its value, computed in double precision. */
  public double at(double x, double... parameters) {
    return formula.at(x, parameters);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Without overflow for large x. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
