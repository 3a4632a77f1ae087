package io.spikeport.simulation.kernel;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Function;
import io.spikeport.tensor.Shape;
import java.util.List;

/** Applies an {@link Activation} to blocks of stored values, in place. */
public interface ActivationFunction extends ElementwiseKernel.BlockFunction {

  /**
   * @param sample shape of one sample
   */
  static ActivationFunction of(Activation activation, Shape sample) {
    Function function = activation.function();
    List<PerElement> parameters =
        activation.parameters().stream().map(values -> PerElement.of(values, sample)).toList();
    return switch (function) {
      case IDENTITY -> (x, n, b) -> {};
      case RELU -> (x, n, b) -> ElementwiseKernel.relu(x, n);
      case CLIP -> (x, n, b) -> clip(x, n, parameters.get(0).block(b), parameters.get(1).block(b));
      case LEAKY_RELU -> (x, n, b) -> leak(x, n, parameters.get(0).block(b));
      default -> {
        double[] p = new double[parameters.size()];
        yield (x, n, b) -> {
          for (int i = 0; i < n; i++) {
            for (int k = 0; k < p.length; k++) {
              p[k] = parameters.get(k).block(b)[i];
            }
            x[i] = (float) function.at(x[i], p);
          }
        };
      }
    };
  }

  private static void clip(float[] x, int count, float[] minimum, float[] maximum) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.min(Math.max(x[i], minimum[i]), maximum[i]);
    }
  }

  private static void leak(float[] x, int count, float[] slope) {
    for (int i = 0; i < count; i++) {
      x[i] = x[i] >= 0 ? x[i] : slope[i] * x[i];
    }
  }
}
