package io.spikeport.data.array;

import io.spikeport.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An array of numbers in a file, whatever the file's format. Its first axis counts the samples.
 *
 * @param place the file, and the member in it if there is one
 * @param size number of samples, at least 1
 * @param sample shape of one sample as it is stored
 * @param columnMajor whether the first axis varies fastest (Fortran order); then the data is in
 *     memory
 */
public record ArrayFile(
    String place,
    int size,
    Shape sample,
    NumberType type,
    ByteOrder order,
    boolean columnMajor,
    Bytes data) {

  /** Most values of one sample: 512 MiB of float32. */
  private static final int LARGEST_SAMPLE = 1 << 27;

  /**
   * Number of bytes that an array takes.
   *
   * @param extents as found in the file, nothing checked
   * @throws io.spikeport.error.DataException if an extent is negative or 0, there is none, or they
   *     multiply to something absurd
   */
  static long requireExtents(String place, List<Long> extents, NumberType type) {
    if (extents.isEmpty()) {
      throw Faults.mismatch(
          place,
          "an array whose first axis counts the samples",
          "a single number",
          "add an axis in front");
    }
    long count = extents.get(0);
    if (count == 0) {
      throw Faults.empty(place);
    }
    long elements = 1;
    for (long extent : extents.subList(1, extents.size())) {
      elements = extent < 1 || extent > LARGEST_SAMPLE ? Long.MAX_VALUE : elements * extent;
      if (elements > LARGEST_SAMPLE) {
        throw absurd(place, extents);
      }
    }
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw absurd(place, extents);
    }
    return count * elements * type.size();
  }

  private static RuntimeException absurd(String place, List<Long> extents) {
    return Faults.mismatch(
        place,
        "positive extents, fewer than 2^31 samples of at most " + LARGEST_SAMPLE + " values",
        extents.toString(),
        "the file is malformed");
  }

  /**
   * An array whose extents {@link #requireExtents} has let pass.
   *
   * @throws io.spikeport.error.DataException if {@code data} has another size than the extents say
   */
  static ArrayFile of(
      String place,
      List<Long> extents,
      NumberType type,
      ByteOrder order,
      boolean columnMajor,
      Bytes data) {
    long expected = requireExtents(place, extents, type);
    if (data.size() < expected) {
      throw Faults.truncated(place, expected + " bytes for " + extents, data.size() + " bytes");
    }
    if (data.size() > expected) {
      throw Faults.mismatch(
          place,
          expected + " bytes for " + extents,
          data.size() + " bytes",
          "the header and the data do not belong together; write the file again");
    }
    Shape sample =
        Shape.of(extents.subList(1, extents.size()).stream().map(Math::toIntExact).toList());
    return new ArrayFile(
        place, Math.toIntExact(extents.get(0)), sample, type, order, columnMajor, data);
  }

  /** The same numbers, of another type of the same size. */
  ArrayFile as(NumberType other) {
    return new ArrayFile(place, size, sample, other, order, columnMajor, data);
  }

  /** Bytes of the elements from {@code first} on, in the array's byte order. */
  public ByteBuffer elements(long first, int count) {
    return data.read(first * type.size(), Math.multiplyExact(count, type.size())).order(order);
  }
}
