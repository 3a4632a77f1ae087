package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * A {@link Function} with its parameters.
 *
 * @param parameters in the function's order; each a scalar, or a vector with one value per channel
 *     (axis 1)
 */
public record Activation(Function function, List<Tensor> parameters) {

  public static final Activation IDENTITY = of(Function.IDENTITY);

  public static final Activation RELU = of(Function.RELU);

  /**
   * @throws IllegalArgumentException if a parameter is missing, too many, not finite, or outside
   *     the function's domain
   */
  public Activation {
    parameters = List.copyOf(parameters);
    int expected = function.parameters().size();
    if (parameters.size() != expected) {
      throw new IllegalArgumentException(
          function + ": expected " + expected + " parameters, found " + parameters.size());
    }
    for (int i = 0; i < expected; i++) {
      Checks.finite(function.parameters().get(i), parameters.get(i));
    }
    if (function == Function.CELU || function == Function.QUANTIZE) {
      Checks.positive(function.parameters().get(0), parameters.get(0));
    }
  }

  public static Activation of(Function function, float... parameters) {
    Tensor[] scalars = new Tensor[parameters.length];
    for (int i = 0; i < scalars.length; i++) {
      scalars[i] = Tensor.scalar(parameters[i]);
    }
    return new Activation(function, List.of(scalars));
  }

  /** Whether it never decreases, so that it commutes with a maximum. */
  public boolean isMonotone() {
    return function.isMonotone() || function == Function.LEAKY_RELU && !hasNegative(0);
  }

  private boolean hasNegative(int parameter) {
    for (float value : parameters.get(parameter).toArray()) {
      if (value < 0) {
        return true;
      }
    }
    return false;
  }

  /** Refuses parameters that do not fit a sample. */
  void check(Shape sample) {
    for (int i = 0; i < parameters.size(); i++) {
      Checks.perLayerOrChannel(function.parameters().get(i), parameters.get(i), sample);
    }
  }
}
