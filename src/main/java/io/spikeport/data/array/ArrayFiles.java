package io.spikeport.data.array;

import io.spikeport.file.InputFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Opens files that hold one array: IDX and NumPy's {@code .npy}, packed with gzip or not. */
public final class ArrayFiles {

  private ArrayFiles() {}

  /**
   * Opens a file if its first bytes are those of an array.
   *
   * @throws io.spikeport.error.DataException if they are, but the file is malformed
   */
  public static Optional<ArrayFile> open(Path file) {
    byte[] start = start(file);
    if (isGzip(start)) {
      return Optional.of(unpacked(file));
    }
    if (!isArray(start)) {
      return Optional.empty();
    }
    String place = file.toString();
    ArrayHeader header = header(file);
    if (header.columnMajor()) {
      return Optional.of(inMemory(file));
    }
    long size = InputFile.check(file, "data");
    return Optional.of(
        ArrayFile.of(
            place,
            header.extents(),
            header.type(),
            header.order(),
            false,
            new Bytes.File(file, header.length(), size - header.length())));
  }

  private static ArrayHeader header(Path file) {
    String place = file.toString();
    try (InputStream in = openStream(file)) {
      return header(place, new Unpacker(place, in));
    } catch (IOException e) {
      throw InputFile.unreadable(file, "data", e);
    }
  }

  /** First bytes of a file, fewer if it is shorter. */
  public static byte[] start(Path file) {
    InputFile.check(file, "data");
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(NpyHeader.START);
    } catch (IOException e) {
      throw InputFile.unreadable(file, "data", e);
    }
  }

  private static boolean isGzip(byte[] start) {
    return start.length > 2 && start[0] == 0x1f && (start[1] & 0xff) == 0x8b;
  }

  private static boolean isArray(byte[] start) {
    return IdxHeader.matches(start) || NpyHeader.matches(start);
  }

  private static InputStream openStream(Path file) {
    try {
      return new BufferedInputStream(Files.newInputStream(file));
    } catch (IOException e) {
      throw InputFile.unreadable(file, "data", e);
    }
  }

  /** An array that is read whole, through a stream. */
  static ArrayFile read(String place, InputStream in, long packed) {
    Unpacker unpacker = new Unpacker(place, in);
    ArrayHeader header = header(place, unpacker);
    long length = ArrayFile.requireExtents(place, header.extents(), header.type());
    byte[] content = unpacker.rest(length, packed);
    return ArrayFile.of(
        place,
        header.extents(),
        header.type(),
        header.order(),
        header.columnMajor(),
        new Bytes.Heap(content, 0));
  }

  private static ArrayHeader header(String place, Unpacker in) {
    byte[] start = in.exactly(4);
    if (IdxHeader.matches(start)) {
      return IdxHeader.parse(place, extended(start, IdxHeader.length(start), in));
    }
    byte[] longer = extended(start, NpyHeader.START, in);
    if (!NpyHeader.matches(longer)) {
      throw Faults.mismatch(
          place,
          "an array in the packed file (IDX or .npy)",
          "something else",
          "unpack the file, and give what is in it");
    }
    return NpyHeader.parse(place, extended(longer, NpyHeader.length(place, longer), in));
  }

  private static byte[] extended(byte[] start, int length, Unpacker in) {
    byte[] all = Arrays.copyOf(start, length);
    byte[] rest = in.exactly(length - start.length);
    System.arraycopy(rest, 0, all, start.length, rest.length);
    return all;
  }

  private static ArrayFile unpacked(Path file) {
    String place = file.toString();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      return read(place, in, Files.size(file));
    } catch (IOException e) {
      throw Faults.mismatch(
          place, "data packed with gzip", e.getMessage(), "copy or download it again", e);
    }
  }

  private static ArrayFile inMemory(Path file) {
    try (InputStream in = openStream(file)) {
      return read(file.toString(), in, Files.size(file));
    } catch (IOException e) {
      throw InputFile.unreadable(file, "data", e);
    }
  }
}
