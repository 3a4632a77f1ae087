package io.spikeport.format.nir.file;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The first bytes of an HDF5 file (HDF5 file format specification, section II.A): the signature,
 * and the address of the end, by which a file that was cut short is told from a whole one.
 */
final class Hdf5Signature {

  private static final long SIGNATURE = 0x894844460d0a1a0aL;
  private static final int HEAD = 96;

  private Hdf5Signature() {}

  /**
   * @throws ModelException if the file does not begin like an HDF5 file, or ends too early
   */
  static void requireWhole(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate(HEAD);
      while (head.hasRemaining() && channel.read(head) >= 0) {}
      requireWhole(head.flip(), channel.size());
    } catch (IOException e) {
      throw InputFile.unreadable(file, "a NIR graph (.nir)", e);
    }
  }

  private static void requireWhole(ByteBuffer head, long size) {
    if (head.remaining() < Long.BYTES || head.getLong(0) != SIGNATURE) {
      throw new ModelException(
          Problem.mismatch(
              "",
              "a NIR graph (an HDF5 file)",
              size == 0 ? "an empty file" : "something else: no HDF5 signature",
              "give a .nir file that 'spikeport export' or another tool wrote"));
    }
    // Versions 0 and 1 have 8-byte addresses after 16 more bytes, versions 2 and 3 after 4.
    int version = head.remaining() > 8 ? head.get(8) : -1;
    int sizeOfOffsets = version <= 1 ? 13 : 9;
    int end =
        switch (version) {
          case 0 -> 40;
          case 1 -> 44;
          default -> 28;
        };
    if (head.remaining() < end + Long.BYTES) {
      throw cutShort(HEAD, size);
    }
    if (head.get(sizeOfOffsets) == Long.BYTES) {
      long stated = head.order(ByteOrder.LITTLE_ENDIAN).getLong(end);
      if (stated < 0 || stated > size) {
        throw cutShort(stated, size);
      }
    }
  }

  private static ModelException cutShort(long expected, long size) {
    return new ModelException(
        Problem.mismatch(
            "",
            "an HDF5 file of at least " + expected + " bytes",
            size + " bytes (cut short?)",
            "copy the file again"));
  }
}
