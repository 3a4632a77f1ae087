package io.spikeport.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikeport.fuzz.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading NumPy's files, alone and in archives, keeps its {@link Contract} on any bytes. */
class NumpyFuzzTest {

  /** What deflate can make of one byte, once as bytes and once as floats of four. */
  private static final long PACKED = 1032 * 5;

  @TempDir static Path folder;

  static Stream<byte[]> seeds() throws IOException {
    byte[] floats = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 2), }", 48);
    byte[] bytes = npy("{'descr': '|u1', 'fortran_order': True, 'shape': (3, 2, 2, 1), }", 12);
    byte[] labels = npy("{'descr': '>i8', 'fortran_order': False, 'shape': (2,), }", 16);
    return Stream.of(floats, bytes, labels, zip("images", floats), zip("y", labels));
  }

  private static byte[] npy(String header, int length) {
    String padded = header + " ".repeat(118 - header.length() - 1) + "\n";
    return ("\u0093NUMPY\u0001\u0000v\u0000" + padded + "\u0001".repeat(length))
        .getBytes(ISO_8859_1);
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name + ".npy"));
      zip.write(content);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  @MethodSource("seeds")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void keepsItsContract(byte[] bytes) throws IOException {
    ArrayReading.check(Contract.file(folder, "data.npy", bytes), bytes.length, PACKED);
    // The archive's own checksums keep a fuzzer out of what is inside.
    byte[] archive = zip("images", bytes);
    ArrayReading.check(Contract.file(folder, "data.npz", archive), archive.length, PACKED);
  }
}
