package io.spikeport.format.nir;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** Arithmetic on neurons' parameters, in double precision and rounded once. */
public final class Elements {

  /** Relative difference that dt, τ and r in single precision bring about; twice its rounding. */
  private static final double ROUNDING = 0x1p-22;

  private Elements() {}

  @FunctionalInterface
  interface Combination {
    double of(double a, double b);
  }

  public static Tensor map(Tensor values, DoubleUnaryOperator function) {
    return map(values, values, (a, b) -> function.applyAsDouble(a));
  }

  /** Element by element; a single value goes with all of the others. */
  static Tensor map(Tensor a, Tensor b, Combination function) {
    Tensor larger = a.size() >= b.size() ? a : b;
    float[] result = new float[larger.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) function.of(a.get(a.size() == 1 ? 0 : i), b.get(b.size() == 1 ? 0 : i));
    }
    return Tensor.wrap(larger.shape(), result);
  }

  static boolean isEverywhere(Tensor values, double value) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != (float) value) {
        return false;
      }
    }
    return true;
  }

  /** Seconds in single precision, divided, seldom give the whole number that was meant. */
  static double nearWhole(double steps) {
    double whole = Math.rint(steps);
    return Math.abs(steps - whole) <= ROUNDING * steps ? whole : steps;
  }

  static double nearOne(double value) {
    return Math.abs(value - 1) <= ROUNDING ? 1 : value;
  }

  /** A scalar or one value per channel, where {@link PerNeuron#collapse} finds that it can be. */
  static Tensor collapsed(Tensor values, Shape sample) {
    return PerNeuron.collapse(shaped(values, sample), sample).orElseThrow();
  }

  static Tensor shaped(Tensor values, Shape sample) {
    return values.size() == 1 ? values : values.reshape(sample);
  }
}
