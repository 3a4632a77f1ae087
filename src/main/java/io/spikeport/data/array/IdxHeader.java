package io.spikeport.data.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Header of an IDX file (MNIST's format): two zero bytes, a type, the number of axes, one
 * big-endian 32-bit extent per axis; then the numbers, big-endian, row-major.
 */
final class IdxHeader {

  private static final int FIXED = 4;
  private static final int MOST_AXES = 8;

  private IdxHeader() {}

  /** Whether a file that begins with these bytes may be IDX. */
  static boolean matches(byte[] start) {
    return start.length >= FIXED
        && start[0] == 0
        && start[1] == 0
        && start[2] >= 0x08
        && start[2] <= 0x0e;
  }

  /** Length of the header that begins with these bytes, at least four. */
  static int length(byte[] start) {
    return FIXED + Integer.BYTES * (start[3] & 0xff);
  }

  /**
   * Reads a header.
   *
   * @param header as long as {@link #length} says
   * @throws io.spikeport.error.DataException if it is none
   */
  static ArrayHeader parse(String place, byte[] header) {
    int axes = header[3] & 0xff;
    if (axes > MOST_AXES) {
      throw Faults.mismatch(
          place, "an IDX file with at most " + MOST_AXES + " axes", "" + axes, "check the file");
    }
    ByteBuffer buffer = ByteBuffer.wrap(header).position(FIXED);
    List<Long> extents = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      extents.add(buffer.getInt() & 0xffffffffL);
    }
    return new ArrayHeader(
        header.length, extents, type(place, header[2]), ByteOrder.BIG_ENDIAN, false);
  }

  private static NumberType type(String place, byte code) {
    return switch (code) {
      case 0x08 -> NumberType.PIXEL;
      case 0x09 -> NumberType.INT8;
      case 0x0b -> NumberType.INT16;
      case 0x0c -> NumberType.INT32;
      case 0x0d -> NumberType.FLOAT32;
      case 0x0e -> NumberType.FLOAT64;
      default ->
          throw Faults.mismatch(
              place,
              "an IDX type of 8, 9, 11, 12, 13 or 14",
              String.valueOf(code),
              "check the file");
    };
  }
}
