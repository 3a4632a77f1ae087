package io.spikeport.simulation.cost;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;

/**
 * Counts a layer's spikes and synaptic operations by one product with a matrix {@code [neurons,
 * columns]}: a column of ones, then the digits of each neuron's number of synapses. The base is so
 * small that no sum reaches 2²⁴, so float32 holds every one of them exactly, in any order.
 */
public final class SpikeTally {

  private static final int EXACT = 1 << 24;
  private static final int LARGEST_BASE = 1 << 12;

  private final double[] synapses;
  private final int base;
  private final int digits;

  /**
   * @param synapses of each neuron, whole numbers
   * @param mostSpikes that a neuron emits in one timestep
   */
  public SpikeTally(double[] synapses, int mostSpikes) {
    this.synapses = synapses;
    long most = (long) synapses.length * mostSpikes;
    int largest = LARGEST_BASE;
    while (largest > 2 && (largest - 1) * most >= EXACT) {
      largest /= 2;
    }
    this.base = largest;
    double greatest = 0;
    for (double count : synapses) {
      greatest = Math.max(greatest, count);
    }
    int needed = 0;
    for (double rest = greatest; rest >= 1; rest = Math.floor(rest / base)) {
      needed++;
    }
    this.digits = needed;
  }

  public Tensor matrix() {
    int columns = 1 + digits;
    float[] values = new float[Math.multiplyExact(synapses.length, columns)];
    for (int i = 0; i < synapses.length; i++) {
      values[i * columns] = 1;
      double rest = synapses[i];
      for (int digit = 1; digit <= digits; digit++) {
        values[i * columns + digit] = (float) (rest % base);
        rest = Math.floor(rest / base);
      }
    }
    return Tensor.wrap(Shape.of(synapses.length, columns), values);
  }

  public int columns() {
    return 1 + digits;
  }

  /**
   * @param product {@link #columns} values from {@code at} on
   */
  public long spikes(float[] product, int at) {
    return (long) product[at];
  }

  public double operations(float[] product, int at) {
    double sum = 0;
    for (int digit = digits; digit >= 1; digit--) {
      sum = sum * base + product[at + digit];
    }
    return sum;
  }
}
