package io.spikeport.simulation.kernel;

import io.spikeport.simulation.geometry.PoolWindows;
import io.spikeport.simulation.natives.RowBuffer;
import java.util.Arrays;

/** Pooling of every kind, with or without state. */
public final class PoolKernel implements Kernel {

  /** Pools one sample. */
  public interface Rule {
    void pool(RowBuffer input, int row, float[] output);

    default void reset() {}
  }

  private final RowBuffer input;
  private final RowBuffer output;
  private final Rule rule;
  private final float[] pooled;

  public PoolKernel(RowBuffer input, RowBuffer output, Rule rule) {
    this.input = input;
    this.output = output;
    this.rule = rule;
    this.pooled = new float[output.size()];
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      rule.pool(input, row, pooled);
      output.writeRow(row, pooled);
    }
  }

  @Override
  public void reset() {
    rule.reset();
  }

  public static Rule plain(SpatialPooling pool) {
    return (input, row, output) ->
        pool.pool((from, count, into) -> input.read(row, from, count, into, 0), output);
  }

  /** {@link io.spikeport.graph.GatedMaxPool}. */
  public static Rule gated(PoolWindows taps) {
    int size = taps.channels() * taps.inputPlane();
    float[] accumulated = new float[size];
    float[] values = new float[size];
    return new Rule() {
      @Override
      public void pool(RowBuffer input, int row, float[] output) {
        input.readRow(row, values);
        AddKernel.add(accumulated, values, size);
        int at = 0;
        for (int position = 0; position < taps.outputPlane(); position++) {
          for (int channel = 0; channel < taps.channels(); channel++) {
            output[at++] = values[gate(accumulated, taps, position, channel)];
          }
        }
      }

      @Override
      public void reset() {
        Arrays.fill(accumulated, 0);
      }
    };
  }

  /** Where the largest value of a window is; the first one among equals. */
  private static int gate(float[] values, PoolWindows taps, int position, int channel) {
    int best = taps.element(taps.start(position)) * taps.channels() + channel;
    for (int tap = taps.start(position) + 1; tap < taps.end(position); tap++) {
      int candidate = taps.element(tap) * taps.channels() + channel;
      if (values[candidate] > values[best]) {
        best = candidate;
      }
    }
    return best;
  }

  /** {@link io.spikeport.graph.InhibitedMaxPool}. */
  public static Rule inhibited(SpatialPooling pool, int inputSize, int outputSize) {
    float[] accumulated = new float[inputSize];
    float[] values = new float[inputSize];
    float[] sent = new float[outputSize];
    return new Rule() {
      @Override
      public void pool(RowBuffer input, int row, float[] output) {
        input.readRow(row, values);
        AddKernel.add(accumulated, values, inputSize);
        pool.pool(
            (from, count, into) -> System.arraycopy(accumulated, from, into, 0, count), output);
        difference(output, sent, outputSize);
      }

      @Override
      public void reset() {
        Arrays.fill(accumulated, 0);
        Arrays.fill(sent, 0);
      }
    };
  }

  /** What is new in {@code values}; it counts as sent from then on. */
  private static void difference(float[] values, float[] sent, int count) {
    for (int i = 0; i < count; i++) {
      float largest = values[i];
      values[i] = largest - sent[i];
      sent[i] = largest;
    }
  }
}
