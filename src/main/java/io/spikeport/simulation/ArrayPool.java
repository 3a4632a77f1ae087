package io.spikeport.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Arrays that nobody needs any more, given out again: the values of a layer are tens of megabytes,
 * and new ones would cost the collector a copy and the operating system a page at a time.
 * Thread-safe.
 */
public final class ArrayPool {

  private final TreeMap<Integer, Deque<float[]>> byLength = new TreeMap<>();

  /** An array of at least this length, with anything in it. */
  synchronized float[] take(int length) {
    Map.Entry<Integer, Deque<float[]>> nearest = byLength.ceilingEntry(length);
    if (nearest == null) {
      return new float[length];
    }
    float[] array = nearest.getValue().pop();
    if (nearest.getValue().isEmpty()) {
      byLength.remove(nearest.getKey());
    }
    return array;
  }

  /**
   * Takes arrays back.
   *
   * @param arrays no longer used by anybody
   */
  synchronized void give(float[][] arrays) {
    for (float[] array : arrays) {
      byLength.computeIfAbsent(array.length, length -> new ArrayDeque<>()).push(array);
    }
  }
}
