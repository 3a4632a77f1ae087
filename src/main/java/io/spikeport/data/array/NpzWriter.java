package io.spikeport.data.array;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import io.spikeport.file.AtomicFile;
import io.spikeport.file.TemporaryFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes several arrays of unknown length along their first axis into one {@code .npz} file
 * (numpy's format: a ZIP archive of {@code .npy} files). Values can be appended to all arrays in
 * turn; they wait in temporary files beside it, so memory does not grow with them. The file appears
 * as a whole when {@link #finish} is called.
 */
public final class NpzWriter implements AutoCloseable {

  private static final int HEADER_ALIGNMENT = 64;

  private final Path target;
  private final List<NpyArray> arrays = new ArrayList<>();

  private NpzWriter(Path target) {
    this.target = target;
  }

  /**
   * @throws FileException if the file cannot be written
   */
  public static NpzWriter open(Path target) {
    AtomicFile.requireWritable(target);
    return new NpzWriter(target);
  }

  /**
   * Adds an array of float32.
   *
   * @param name its name in the archive
   * @param rest extents after the first axis
   */
  public NpyArray floats(String name, int... rest) {
    return add(name, "<f4", rest);
  }

  /** Adds an array of signed bytes; see {@link #floats}. */
  public NpyArray bytes(String name, int... rest) {
    return add(name, "|i1", rest);
  }

  /** Adds an array of int32; see {@link #floats}. */
  public NpyArray ints(String name, int... rest) {
    return add(name, "<i4", rest);
  }

  private NpyArray add(String name, String type, int... rest) {
    NpyArray array = new NpyArray(name, type, rest.clone());
    arrays.add(array);
    return array;
  }

  /**
   * Writes the archive.
   *
   * @throws FileException if it cannot be written; an old file is untouched then
   */
  public void finish() {
    AtomicFile.write(
        target,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(1);
            for (NpyArray array : arrays) {
              array.out.flush();
              ZipEntry entry = new ZipEntry(array.name + ".npy");
              entry.setTime(0);
              zip.putNextEntry(entry);
              zip.write(array.header());
              Files.copy(array.file.path(), zip);
              zip.closeEntry();
            }
          }
        });
  }

  /** Removes the temporary files. */
  @Override
  public void close() {
    arrays.forEach(array -> array.file.close());
  }

  private static FileException failed(Path target, IOException e) {
    return new FileException(
        new Problem(
            target.toString(),
            "cannot be written (" + e.getMessage() + ")",
            "check the disk's free space"),
        e);
  }

  /** One array; each append must be a whole number of its entries along the first axis. */
  public final class NpyArray {

    private final String name;
    private final String type;
    private final int[] rest;
    private final TemporaryFile file;
    private final OutputStream out;
    private long values;

    private NpyArray(String name, String type, int[] rest) {
      this.name = name;
      this.type = type;
      this.rest = rest;
      try {
        this.file = TemporaryFile.beside(target);
        this.out = file.output();
      } catch (IOException e) {
        throw failed(target, e);
      }
    }

    /** Appends values {@code from} (inclusive) to {@code to} (exclusive), row-major. */
    public void append(float[] source, int from, int to) {
      ByteBuffer bytes = little((to - from) * Float.BYTES);
      bytes.asFloatBuffer().put(source, from, to - from);
      write(bytes.array(), to - from);
    }

    /** Appends values, row-major. */
    public void append(int... source) {
      ByteBuffer bytes = little(source.length * Integer.BYTES);
      bytes.asIntBuffer().put(source);
      write(bytes.array(), source.length);
    }

    /** Appends values, row-major. */
    public void append(byte[] source) {
      write(source, source.length);
    }

    private void write(byte[] bytes, int count) {
      try {
        out.write(bytes);
        values += count;
      } catch (IOException e) {
        throw failed(target, e);
      }
    }

    private byte[] header() {
      long perEntry = IntStream.of(rest).asLongStream().reduce(1, (a, b) -> a * b);
      String shape =
          values / perEntry
              + IntStream.of(rest).mapToObj(e -> ", " + e).collect(Collectors.joining())
              + (rest.length == 0 ? "," : "");
      String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
      int preamble = 10;
      int padded = (preamble + text.length() + HEADER_ALIGNMENT) / HEADER_ALIGNMENT;
      int length = padded * HEADER_ALIGNMENT - preamble;
      ByteBuffer header = little(preamble + length);
      header.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
      header.put((byte) 1).put((byte) 0).putShort((short) length);
      header.put(text.getBytes(StandardCharsets.US_ASCII));
      while (header.remaining() > 1) {
        header.put((byte) ' ');
      }
      return header.put((byte) '\n').array();
    }

    private static ByteBuffer little(int bytes) {
      return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
