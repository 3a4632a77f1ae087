package io.spikeport.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.DataException;
import io.spikeport.error.FileException;
import io.spikeport.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {

  @TempDir Path folder;

  private static byte[] idx(int type, int[] extents, byte[] content) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {0, 0, (byte) type, (byte) extents.length});
    for (int extent : extents) {
      out.writeInt(extent);
    }
    out.write(content);
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private Path file(String name, byte[] content) throws Exception {
    return Files.write(folder.resolve(name), content);
  }

  private static Dataset open(Path file) {
    return Datasets.open(file, DataOptions.DEFAULT);
  }

  private static String refusal(Path file) {
    return assertThrows(DataException.class, () -> open(file)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void imagesOfBytesBecomeOneChannelFrom0To1(boolean packed) throws Exception {
    byte[] content = idx(8, new int[] {2, 1, 3}, new byte[] {0, 51, (byte) 255, 102, 1, 2});
    Dataset data = open(file("images", packed ? gzip(content) : content));
    assertEquals(2, data.size());
    assertEquals(Shape.of(1, 1, 3), data.sampleShape());
    float[] expected = {0, 51 / 255f, 1, 102 / 255f, 1 / 255f, 2 / 255f};
    assertArrayEquals(expected, Samples.all(data));
    assertArrayEquals(expected, Samples.oneByOne(data));
  }

  @Test
  void otherNumbersAreTakenAsTheyAre() throws Exception {
    byte[] shorts = {0, 7, -1, -2};
    assertArrayEquals(
        new float[] {7, -2}, Samples.all(open(file("s", idx(11, new int[] {1, 2}, shorts)))));
    byte[] floats = {0x3f, (byte) 0x80, 0, 0, (byte) 0xc0, 0, 0, 0};
    Dataset data = open(file("f", idx(13, new int[] {2, 1, 1, 1}, floats)));
    assertEquals(Shape.of(1, 1, 1), data.sampleShape());
    assertArrayEquals(new float[] {1, -2}, Samples.all(data));
  }

  @Test
  void theTestImagesOfMnist() throws Exception {
    Dataset data = open(Path.of("fixtures/mnist/t10k-images-idx3-ubyte.gz"));
    assertEquals(10_000, data.size());
    assertEquals(Shape.of(1, 28, 28), data.sampleShape());
    Labels labels = data.labels().orElseThrow();
    assertEquals(7, labels.get(0));
    assertEquals(10_000, labels.size());
    Dataset first = Datasets.open(Path.of(data.source()), DataOptions.DEFAULT.withLimit(5));
    assertEquals(5, first.size());
    assertEquals(5, first.labels().orElseThrow().size());
    assertEquals(labels.first(5), labels.matching(first));
    assertThrows(DataException.class, () -> labels.first(9_999).matching(data));
  }

  @Test
  void labelsWithoutTheirFileAreNone() throws Exception {
    byte[] content = idx(8, new int[] {1, 1, 1}, new byte[] {1});
    assertEquals(Optional.empty(), open(file("a-images-idx3-ubyte", content)).labels());
  }

  @Test
  void cutShort() throws Exception {
    byte[] content = idx(8, new int[] {2, 2, 2}, new byte[8]);
    assertEquals(
        folder.resolve("cut")
            + ": expected 8 bytes for [2, 2, 2], found 7 bytes (cut short?); copy or download it"
            + " again",
        refusal(file("cut", Arrays.copyOf(content, content.length - 1))));
    refusal(file("cut-header", Arrays.copyOf(content, 9)));
    byte[] packed = gzip(content);
    for (int length = 3; length < packed.length; length++) {
      refusal(file("cut.gz", Arrays.copyOf(packed, length)));
    }
  }

  @Test
  void moreThanTheHeaderSays() throws Exception {
    byte[] content = idx(8, new int[] {1, 2, 2}, new byte[8]);
    assertTrue(refusal(file("long", content)).contains("expected 4 bytes for [1, 2, 2], found 8"));
    assertTrue(refusal(file("long.gz", gzip(content))).contains("found more"));
  }

  @Test
  void noSamples() throws Exception {
    String message = refusal(file("none", idx(8, new int[] {0, 28, 28}, new byte[0])));
    assertTrue(message.contains("expected at least one sample, found none: an empty set"), message);
    assertTrue(refusal(file("empty", new byte[0])).contains("an empty set"));
  }

  @Test
  void absurdExtents() throws Exception {
    refusal(file("a", idx(8, new int[] {1, -1, -1}, new byte[4])));
    refusal(file("b", idx(8, new int[] {1 << 30, 1 << 20, 1 << 20, 1 << 20}, new byte[4])));
    refusal(file("c", idx(8, new int[] {1, 0, 3}, new byte[4])));
    refusal(file("d", idx(8, new int[] {}, new byte[] {1})));
    refusal(file("e", new byte[] {0, 0, 8, (byte) 200, 0, 0}));
    refusal(file("f", idx(10, new int[] {1}, new byte[] {1})));
  }

  /** A header that promises a gigabyte in a file of a few bytes is refused before it is made. */
  @Test
  void aBomb() throws Exception {
    String message =
        refusal(file("bomb.gz", gzip(idx(8, new int[] {1000, 1000, 1000}, new byte[9]))));
    assertTrue(message.contains("which cannot hold that"), message);
    message = refusal(file("huge.gz", gzip(idx(8, new int[] {2000, 1000, 1000}, new byte[9]))));
    assertTrue(message.contains("unpack the file first"), message);
  }

  @Test
  void damagedPacking() throws Exception {
    byte[] packed = gzip(idx(8, new int[] {1, 2, 2}, new byte[] {1, 2, 3, 4}));
    packed[packed.length - 6] ^= 1; // in the checksum
    assertTrue(refusal(file("bad.gz", packed)).contains("copy or download it again"));
  }

  @Test
  void otherFiles() throws Exception {
    assertTrue(refusal(file("x", "some text".getBytes(UTF_8))).contains("expected data (IDX"));
    FileException e =
        assertThrows(FileException.class, () -> open(folder.resolve("missing-ubyte")));
    assertTrue(e.getMessage().contains("no such file"));
  }
}
