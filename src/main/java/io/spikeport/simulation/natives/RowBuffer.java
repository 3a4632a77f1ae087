package io.spikeport.simulation.natives;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The values of one node for one image at several consecutive timesteps: one row per timestep, or a
 * single row that stands for all of them when the value does not change over time.
 *
 * <p>A row is stored as {@link io.spikeport.simulation.geometry.SampleLayout} says. Where a dense
 * product reads or writes it, it lives in ND4J's memory, otherwise on the heap.
 */
public final class RowBuffer {

  /** Elements that a kernel takes at once, so that its working set stays in the L1 cache. */
  public static final int BLOCK = 1024;

  private final int rows;
  private final int size;
  private final float[] heap;
  private final Optional<INDArray> array;
  private final FloatBuffer direct;

  private RowBuffer(int rows, int size, float[] heap, Optional<INDArray> array) {
    this.rows = rows;
    this.size = size;
    this.heap = heap;
    this.array = array;
    this.direct = array.map(a -> a.data().asNioFloat()).orElse(FloatBuffer.allocate(0));
  }

  public static RowBuffer onHeap(int rows, int size) {
    return new RowBuffer(rows, size, new float[Math.multiplyExact(rows, size)], Optional.empty());
  }

  public static RowBuffer offHeap(int rows, int size) {
    return new RowBuffer(rows, size, new float[0], Optional.of(Natives.zeros(rows, size)));
  }

  public int rows() {
    return rows;
  }

  /** Elements of one row. */
  public int size() {
    return size;
  }

  /** All rows as one ND4J array of shape {@code [rows, size]}, if it lives there. */
  public Optional<INDArray> array() {
    return array;
  }

  public void read(int row, int from, int count, float[] into, int at) {
    int start = (rows == 1 ? 0 : row) * size + from;
    if (array.isPresent()) {
      direct.get(start, into, at, count);
    } else {
      System.arraycopy(heap, start, into, at, count);
    }
  }

  public void write(int row, int from, int count, float[] values, int at) {
    int start = row * size + from;
    if (array.isPresent()) {
      direct.put(start, values, at, count);
    } else {
      System.arraycopy(values, at, heap, start, count);
    }
  }

  public void readRow(int row, float[] into) {
    read(row, 0, size, into, 0);
  }

  public void writeRow(int row, float[] values) {
    write(row, 0, size, values, 0);
  }

  /**
   * Sets all rows.
   *
   * @param values as many or more
   */
  public void writeAll(float[] values) {
    write(0, 0, rows * size, values, 0);
  }

  /**
   * Gets all rows.
   *
   * @param into room for as many or more
   */
  public void readAll(float[] into) {
    read(0, 0, rows * size, into, 0);
  }

  /**
   * Copies the first rows of another buffer into this one, from the given row on.
   *
   * @param from with rows of the same size, in the same memory
   */
  public void copyRows(RowBuffer from, int count, int row) {
    if (array.isPresent()) {
      direct.put(row * size, from.direct, 0, count * size);
    } else {
      System.arraycopy(from.heap, 0, heap, row * size, count * size);
    }
  }

  public void close() {
    array.ifPresent(INDArray::close);
  }
}
