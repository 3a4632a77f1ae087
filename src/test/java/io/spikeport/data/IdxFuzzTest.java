package io.spikeport.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikeport.fuzz.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading IDX files, packed or not, keeps its {@link Contract} on any bytes. */
class IdxFuzzTest {

  /** What deflate can make of one byte, once as bytes and once as floats of four. */
  private static final long PACKED = 1032 * 5;

  @TempDir static Path folder;

  static Stream<byte[]> seeds() throws IOException {
    byte[] images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
    byte[] floats = {0, 0, 0x0d, 2, 0, 0, 0, 1, 0, 0, 0, 1, 63, -128, 0, 0};
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2};
    return Stream.of(images, floats, labels, gzip(images));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @MethodSource("seeds")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void keepsItsContract(byte[] bytes) throws IOException {
    ArrayReading.check(Contract.file(folder, "images-idx3-ubyte", bytes), bytes.length, PACKED);
    byte[] packed = gzip(bytes);
    ArrayReading.check(
        Contract.file(folder, "images-idx3-ubyte.gz", packed), packed.length, PACKED);
  }
}
