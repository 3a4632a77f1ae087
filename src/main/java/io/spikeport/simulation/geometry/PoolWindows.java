package io.spikeport.simulation.geometry;

import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Which elements of one channel each position of a window covers, in row-major order; padding is
 * left out. All channels share it.
 */
public final class PoolWindows {

  private final int[] starts;
  private final int[] elements;
  private final int channels;
  private final int inputPlane;

  private PoolWindows(int[] starts, int[] elements, int channels, int inputPlane) {
    this.starts = starts;
    this.elements = elements;
    this.channels = channels;
    this.inputPlane = inputPlane;
  }

  /** Taps of {@code window} over a sample {@code [C, …]}. */
  public static PoolWindows of(Window window, boolean ceilMode, Shape sample) {
    Shape positions = window.outputExtents(sample, ceilMode);
    List<Integer> elements = new ArrayList<>();
    int[] starts = new int[positions.size() + 1];
    for (int position = 0; position < positions.size(); position++) {
      starts[position] = elements.size();
      addTaps(window, sample, positions, position, elements);
    }
    starts[positions.size()] = elements.size();
    int[] flat = elements.stream().mapToInt(Integer::intValue).toArray();
    return new PoolWindows(starts, flat, sample.extent(0), sample.stride(0));
  }

  /** A window that covers the whole channel. */
  static PoolWindows global(Shape sample) {
    int plane = sample.stride(0);
    int[] all = new int[plane];
    for (int i = 0; i < plane; i++) {
      all[i] = i;
    }
    return new PoolWindows(new int[] {0, plane}, all, sample.extent(0), plane);
  }

  private static void addTaps(
      Window window, Shape sample, Shape positions, int position, List<Integer> elements) {
    int taps = Shape.of(window.kernel()).size();
    for (int tap = 0; tap < taps; tap++) {
      int element = 0;
      boolean inside = true;
      int positionRest = position;
      int tapRest = tap;
      int stride = 1;
      for (int axis = window.rank() - 1; axis >= 0; axis--) {
        int extent = sample.extent(axis + 1);
        int at =
            (positionRest % positions.extent(axis)) * window.strides().get(axis)
                + (tapRest % window.kernel().get(axis)) * window.dilations().get(axis)
                - window.padsBegin().get(axis);
        positionRest /= positions.extent(axis);
        tapRest /= window.kernel().get(axis);
        inside &= at >= 0 && at < extent;
        element += at * stride;
        stride *= extent;
      }
      if (inside) {
        elements.add(element);
      }
    }
  }

  public int channels() {
    return channels;
  }

  /** Elements of one channel of the input. */
  public int inputPlane() {
    return inputPlane;
  }

  /** Positions of the window: elements of one channel of the output. */
  public int outputPlane() {
    return starts.length - 1;
  }

  public int start(int position) {
    return starts[position];
  }

  public int end(int position) {
    return starts[position + 1];
  }

  /** Element, within its channel, of one tap. */
  public int element(int tap) {
    return elements[tap];
  }
}
