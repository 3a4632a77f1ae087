package io.spikeport.onnx.block;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Function;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells which function has given values. */
final class KnownFunctions {

  /** Far out, where functions with bounds have reached them. */
  private static final float FAR = 1000;

  /**
   * Rounding of a few float32 operations, relative to the value and to the argument, since 1 + erf
   * and the like lose what is small beside 1.
   */
  private static final double ROUNDING = 4e-6;

  private KnownFunctions() {}

  /** Arguments that tell the known functions apart: the far ends first, 0 in the middle. */
  static float[] arguments() {
    List<Float> x = new ArrayList<>(List.of(-FAR, FAR, -1f, 1f, 0f, -20f, 20f, -3f, 3f, 6f));
    for (int i = -160; i <= 160; i++) {
      x.add(i / 20f + 0.003f);
    }
    float[] values = new float[x.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = x.get(i);
    }
    return values;
  }

  /**
   * The function of some values.
   *
   * @param x {@link #arguments}
   * @param y its values
   */
  static Optional<Activation> of(float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      if (!Float.isFinite(y[i])) {
        return Optional.empty();
      }
    }
    return Arrays.stream(Function.values())
        .filter(function -> function != Function.IDENTITY)
        .flatMap(function -> candidates(function, x, y).stream())
        .filter(parameters -> fits(parameters, x, y))
        .findFirst();
  }

  /** The function with the parameters that a few of its values ask for. */
  private static List<Activation> candidates(Function function, float[] x, float[] y) {
    float low = y[0];
    float high = y[1];
    float atMinusOne = y[2];
    float atOne = y[3];
    float atZero = y[4];
    float[] parameters =
        switch (function) {
          case CLIP ->
              new float[] {
                low == -FAR ? -Float.MAX_VALUE : low, high == FAR ? Float.MAX_VALUE : high
              };
          case LEAKY_RELU -> new float[] {-atMinusOne};
          case ELU, CELU -> new float[] {-low};
          case SELU -> new float[] {-low / atOne, atOne};
          case HARD_SIGMOID -> new float[] {slope(x, y), atZero};
          case QUANTIZE -> {
            float step = step(y);
            yield new float[] {step, Math.round(low / step), Math.round(high / step)};
          }
          default -> new float[0];
        };
    try {
      return List.of(Activation.of(function, parameters));
    } catch (IllegalArgumentException e) {
      return List.of(); // parameters that it cannot have
    }
  }

  /** The slope between the arguments next to 0. */
  private static float slope(float[] x, float[] y) {
    int middle = 10 + 160;
    return (y[middle + 1] - y[middle]) / (x[middle + 1] - x[middle]);
  }

  /** The smallest difference between two values. */
  private static float step(float[] y) {
    float[] sorted = y.clone();
    Arrays.sort(sorted);
    float step = Float.POSITIVE_INFINITY;
    for (int i = 1; i < sorted.length; i++) {
      float difference = sorted[i] - sorted[i - 1];
      if (difference > 1e-6f * Math.abs(sorted[i])) {
        step = Math.min(step, difference);
      }
    }
    return step;
  }

  private static boolean fits(Activation activation, float[] x, float[] y) {
    double[] parameters = activation.parameters().stream().mapToDouble(p -> p.get(0)).toArray();
    for (int i = 0; i < x.length; i++) {
      double expected = activation.function().at(x[i], parameters);
      double most = ROUNDING * (Math.abs(expected) + Math.abs(x[i]) + 0.1);
      if (!(Math.abs(expected - y[i]) <= most)) {
        return false;
      }
    }
    return true;
  }
}
