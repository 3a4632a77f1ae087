package io.spikeport.onnx.network;

import io.spikeport.error.MemoryException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;

/**
 * Bounds what one import may allocate for constants, so that a model which asks for more than there
 * is gets an answer before the memory is gone: a few bytes can ask for a tensor of any size, or for
 * the same constant in a new form a thousand times.
 */
public final class Budget {

  private final String file;
  private final long limit;
  private long spent;

  /**
   * @param file for messages
   * @param limit bytes that constants may take, counted as float32
   */
  public Budget(String file, long limit) {
    this.file = file;
    this.limit = limit;
  }

  /** Three quarters of the heap: the rest is for what is made of the constants. */
  public static long ofHeap() {
    return Runtime.getRuntime().maxMemory() / 4 * 3;
  }

  /**
   * Asks for a number of elements before they are allocated.
   *
   * @throws ModelException if no array holds so many
   * @throws MemoryException if that is more memory than there is; the import ends
   */
  void spend(String place, long elements) {
    if (elements > Integer.MAX_VALUE) {
      throw new ModelException(
          Problem.mismatch(
              place,
              "a constant of fewer than 2³¹ elements",
              elements == Long.MAX_VALUE ? "more" : String.valueOf(elements),
              "export the model with smaller constants"));
    }
    spent += elements * Float.BYTES;
    if (spent > limit) {
      String where = place.startsWith(file) ? place : file + ": " + place;
      throw MemoryException.heap(where, spent / 3 * 4, null);
    }
  }
}
