package io.spikeport.simulation;

import java.util.Arrays;

/** Pooling of every kind, with or without state. */
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

  /** Position in {@code values} of the largest value of a window; the first one among equals. */
  private static int argMax(float[] values, int plane, PoolTaps taps, int position) {
    int best = plane + taps.element(taps.start(position));
    for (int tap = taps.start(position) + 1; tap < taps.end(position); tap++) {
      int candidate = plane + taps.element(tap);
      if (values[candidate] > values[best]) {
        best = candidate;
      }
    }
    return best;
  }

  /** The largest value. */
  static void max(float[] input, float[] output, PoolTaps taps) {
    int at = 0;
    for (int channel = 0; channel < taps.channels(); channel++) {
      int plane = channel * taps.inputPlane();
      for (int position = 0; position < taps.outputPlane(); position++) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int tap = taps.start(position); tap < taps.end(position); tap++) {
          largest = Math.max(largest, input[plane + taps.element(tap)]);
        }
        output[at++] = largest;
      }
    }
  }

  /** The mean: the sum in row-major order, divided. */
  static Rule average(boolean countIncludePad) {
    return (input, output, taps) -> {
      int at = 0;
      for (int channel = 0; channel < taps.channels(); channel++) {
        int plane = channel * taps.inputPlane();
        for (int position = 0; position < taps.outputPlane(); position++) {
          float sum = 0;
          for (int tap = taps.start(position); tap < taps.end(position); tap++) {
            sum += input[plane + taps.element(tap)];
          }
          int covered = taps.end(position) - taps.start(position);
          output[at++] = sum / (countIncludePad ? taps.paddedCount(position) : covered);
        }
      }
    };
  }

  /** {@link io.spikeport.graph.GatedMaxPool}. */
  static Rule gated(int inputSize) {
    float[] accumulated = new float[inputSize];
    return new Rule() {
      @Override
      public void pool(float[] input, float[] output, PoolTaps taps) {
        AddKernel.add(accumulated, input, inputSize);
        int at = 0;
        for (int channel = 0; channel < taps.channels(); channel++) {
          for (int position = 0; position < taps.outputPlane(); position++) {
            int gate = argMax(accumulated, channel * taps.inputPlane(), taps, position);
            output[at++] = input[gate];
          }
        }
      }

      @Override
      public void reset() {
        Arrays.fill(accumulated, 0);
      }
    };
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
