package io.spikeport.data.array;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Unpacks data into memory, never more than the header of what is inside says, and refuses headers
 * that promise more than the packed file can hold.
 */
final class Unpacker {

  /** Most bytes of unpacked data. */
  static final long LIMIT = 1L << 30;

  /** Deflate cannot pack better than 1032 to 1. */
  private static final int BEST_RATIO = 1032;

  private final String place;
  private final InputStream in;

  Unpacker(String place, InputStream in) {
    this.place = place;
    this.in = in;
  }

  /**
   * Reads exactly {@code length} bytes and checks that nothing follows.
   *
   * @param packed size of the whole packed data in bytes
   * @throws io.spikeport.error.DataException if there are fewer or more, or too many for memory
   */
  byte[] rest(long length, long packed) {
    if (length > LIMIT) {
      throw Faults.mismatch(
          place,
          "at most " + LIMIT + " bytes of packed data",
          length + " bytes",
          "unpack the file first; unpacked data is read piece by piece");
    }
    if (length > packed * BEST_RATIO) {
      throw Faults.truncated(
          place,
          length + " bytes of data, as the header says",
          packed + " bytes, which cannot hold that");
    }
    byte[] content = exactly((int) length);
    try {
      if (in.read() >= 0) {
        throw Faults.mismatch(
            place,
            length + " bytes of data, as the header says",
            "more",
            "the header and the data do not belong together; write the file again");
      }
    } catch (IOException e) {
      throw fault(e);
    }
    return content;
  }

  /**
   * Reads the next {@code length} bytes.
   *
   * @throws io.spikeport.error.DataException if there are fewer, or they are not well packed
   */
  byte[] exactly(int length) {
    byte[] content = new byte[length];
    try {
      int read = in.readNBytes(content, 0, length);
      if (read < length) {
        throw Faults.truncated(place, length + " bytes", read + " bytes");
      }
      return content;
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private RuntimeException fault(IOException e) {
    if (e instanceof EOFException) {
      return Faults.truncated(place, "whole packed data", "its end is missing");
    }
    return Faults.mismatch(
        place,
        "well-packed data",
        e instanceof ZipException ? e.getMessage() : "a read error (" + e.getMessage() + ")",
        "copy or download it again",
        e);
  }
}
