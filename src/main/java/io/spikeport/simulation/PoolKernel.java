package io.spikeport.simulation;

import java.util.Arrays;

/**
 * Pooling of every kind, with or without state. Values are stored channels last, so that each tap
 * of a window is a run of all channels.
 */
final class PoolKernel implements Kernel {

  /** Pools one sample. */
  interface Rule {
    void pool(float[] input, float[] output, PoolTaps taps);

    default void reset() {}
  }

  private final RowBuffer input;
  private final RowBuffer output;
  private final PoolTaps taps;
  private final Rule rule;
  private final float[] from;
  private final float[] to;

  PoolKernel(RowBuffer input, RowBuffer output, PoolTaps taps, Rule rule) {
    this.input = input;
    this.output = output;
    this.taps = taps;
    this.rule = rule;
    this.from = new float[input.size()];
    this.to = new float[output.size()];
  }

  @Override
  public void run(int rows) {
    for (int row = 0; row < rows; row++) {
      input.readRow(row, from);
      rule.pool(from, to, taps);
      output.writeRow(row, to);
    }
  }

  @Override
  public void reset() {
    rule.reset();
  }

  /** The largest value. */
  static void max(float[] input, float[] output, PoolTaps taps) {
    int channels = taps.channels();
    for (int position = 0; position < taps.outputPlane(); position++) {
      int at = position * channels;
      Arrays.fill(output, at, at + channels, Float.NEGATIVE_INFINITY);
      for (int tap = taps.start(position); tap < taps.end(position); tap++) {
        max(output, at, input, taps.element(tap) * channels, channels);
      }
    }
  }

  private static void max(float[] largest, int at, float[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      largest[at + i] = Math.max(largest[at + i], values[from + i]);
    }
  }

  /** The mean: the sum in row-major order, divided. */
  static Rule average(boolean countIncludePad) {
    return (input, output, taps) -> {
      int channels = taps.channels();
      for (int position = 0; position < taps.outputPlane(); position++) {
        int at = position * channels;
        Arrays.fill(output, at, at + channels, 0);
        for (int tap = taps.start(position); tap < taps.end(position); tap++) {
          add(output, at, input, taps.element(tap) * channels, channels);
        }
        int covered = taps.end(position) - taps.start(position);
        divide(output, at, channels, countIncludePad ? taps.paddedCount(position) : covered);
      }
    };
  }

  private static void add(float[] sum, int at, float[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      sum[at + i] += values[from + i];
    }
  }

  private static void divide(float[] values, int at, int count, float divisor) {
    for (int i = 0; i < count; i++) {
      values[at + i] /= divisor;
    }
  }

  /** {@link io.spikeport.graph.GatedMaxPool}. */
  static Rule gated(int inputSize) {
    float[] accumulated = new float[inputSize];
    return new Rule() {
      @Override
      public void pool(float[] input, float[] output, PoolTaps taps) {
        AddKernel.add(accumulated, input, inputSize);
        int at = 0;
        for (int position = 0; position < taps.outputPlane(); position++) {
          for (int channel = 0; channel < taps.channels(); channel++) {
            output[at++] = input[gate(accumulated, taps, position, channel)];
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
  private static int gate(float[] values, PoolTaps taps, int position, int channel) {
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
  static Rule inhibited(int inputSize, int outputSize) {
    float[] accumulated = new float[inputSize];
    float[] largest = new float[outputSize];
    float[] sent = new float[outputSize];
    return new Rule() {
      @Override
      public void pool(float[] input, float[] output, PoolTaps taps) {
        AddKernel.add(accumulated, input, inputSize);
        max(accumulated, largest, taps);
        for (int i = 0; i < outputSize; i++) {
          output[i] = largest[i] - sent[i];
          sent[i] = largest[i];
        }
      }

      @Override
      public void reset() {
        Arrays.fill(accumulated, 0);
        Arrays.fill(sent, 0);
      }
    };
  }
}
