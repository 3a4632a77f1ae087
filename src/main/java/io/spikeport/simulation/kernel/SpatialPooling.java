package io.spikeport.simulation.kernel;

import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import java.util.Arrays;

/**
 * Maximum or mean over a window with one or two spatial axes, over values stored channels last:
 * first down the columns of the window, a whole line of the sample at a time, then across. Loops
 * run over arrays that start at 0, so that they become vector instructions.
 */
public final class SpatialPooling {

  /** Gives lines of a sample. */
  interface Lines {
    /** Copies {@code count} values from position {@code from} of the sample. */
    void read(int from, int count, float[] into);
  }

  /** How two values become one. */
  private enum Kind {
    MAXIMUM(Float.NEGATIVE_INFINITY),
    SUM(0);

    final float neutral;

    Kind(float neutral) {
      this.neutral = neutral;
    }
  }

  private final Kind kind;
  private final Axis vertical;
  private final Axis horizontal;
  private final int channels;
  private final float[] line;
  private final float[] column;
  private final float[] shifted;
  private final float[] result;
  private final float[][] divisors;

  /** One spatial axis of the window. */
  private record Axis(
      int input, int output, int kernel, int stride, int dilation, int begin, int end) {

    static final Axis NONE = new Axis(1, 1, 1, 1, 1, 0, 0);

    static Axis of(Window window, int axis, Shape sample, Shape positions) {
      return new Axis(
          sample.extent(axis + 1),
          positions.extent(axis),
          window.kernel().get(axis),
          window.strides().get(axis),
          window.dilations().get(axis),
          window.padsBegin().get(axis),
          window.padsEnd().get(axis));
    }

    int at(int position, int tap) {
      return position * stride + tap * dilation - begin;
    }

    boolean inside(int at) {
      return at >= 0 && at < input;
    }

    /** Taps within the input, or within its padding too. */
    int covered(int position, boolean padding) {
      int count = 0;
      for (int tap = 0; tap < kernel; tap++) {
        int at = at(position, tap);
        if (padding ? at < input + end : inside(at)) {
          count++;
        }
      }
      return count;
    }
  }

  private SpatialPooling(Kind kind, Window window, boolean ceilMode, Shape sample) {
    this.kind = kind;
    Shape positions = window.outputExtents(sample, ceilMode);
    int last = window.rank() - 1;
    this.horizontal = Axis.of(window, last, sample, positions);
    this.vertical = last == 0 ? Axis.NONE : Axis.of(window, 0, sample, positions);
    this.channels = sample.extent(0);
    this.line = new float[horizontal.input() * channels];
    this.column = new float[line.length];
    this.shifted = new float[horizontal.output() * channels];
    this.result = new float[shifted.length];
    this.divisors = new float[vertical.output()][];
  }

  public static SpatialPooling maximum(Window window, boolean ceilMode, Shape sample) {
    return new SpatialPooling(Kind.MAXIMUM, window, ceilMode, sample);
  }

  /** The sum of the columns' sums, divided by the number of taps. */
  public static SpatialPooling mean(
      Window window, boolean ceilMode, boolean countIncludePad, Shape sample) {
    SpatialPooling pool = new SpatialPooling(Kind.SUM, window, ceilMode, sample);
    for (int y = 0; y < pool.divisors.length; y++) {
      float[] line = pool.divisors(y, countIncludePad);
      boolean likeBefore = y > 0 && Arrays.equals(line, pool.divisors[y - 1]);
      pool.divisors[y] = likeBefore ? pool.divisors[y - 1] : line;
    }
    return pool;
  }

  /** Of each value of a line of the output. */
  private float[] divisors(int y, boolean countIncludePad) {
    float[] line = new float[result.length];
    int covered = vertical.covered(y, countIncludePad);
    for (int x = 0; x < horizontal.output(); x++) {
      int divisor = Math.max(1, covered * horizontal.covered(x, countIncludePad));
      Arrays.fill(line, x * channels, (x + 1) * channels, divisor);
    }
    return line;
  }

  void pool(Lines input, float[] output) {
    for (int y = 0; y < vertical.output(); y++) {
      down(input, y);
      across();
      if (kind == Kind.SUM) {
        divide(result, divisors[y], result.length);
      }
      System.arraycopy(result, 0, output, y * result.length, result.length);
    }
  }

  private void down(Lines input, int position) {
    boolean first = true;
    for (int tap = 0; tap < vertical.kernel(); tap++) {
      int y = vertical.at(position, tap);
      if (vertical.inside(y)) {
        input.read(y * line.length, line.length, first ? column : line);
        if (!first) {
          combine(column, line, line.length);
        }
        first = false;
      }
    }
    if (first) {
      Arrays.fill(column, kind.neutral);
    }
  }

  private void across() {
    for (int tap = 0; tap < horizontal.kernel(); tap++) {
      float[] target = tap == 0 ? result : shifted;
      for (int position = 0; position < horizontal.output(); position++) {
        int x = horizontal.at(position, tap);
        int to = position * channels;
        if (horizontal.inside(x)) {
          System.arraycopy(column, x * channels, target, to, channels);
        } else {
          Arrays.fill(target, to, to + channels, kind.neutral);
        }
      }
      if (tap > 0) {
        combine(result, shifted, result.length);
      }
    }
  }

  private void combine(float[] into, float[] more, int count) {
    if (kind == Kind.MAXIMUM) {
      max(into, more, count);
    } else {
      AddKernel.add(into, more, count);
    }
  }

  private static void max(float[] into, float[] more, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = Math.max(into[i], more[i]);
    }
  }

  public static void divide(float[] values, float[] divisors, int count) {
    for (int i = 0; i < count; i++) {
      values[i] /= divisors[i];
    }
  }
}
