package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.DataException;
import io.spikeport.fuzz.Contract;
import io.spikeport.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {

  @TempDir Path folder;

  private static byte[] npy(String dictionary, byte... content) {
    byte[] text = dictionary.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(10 + text.length + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .put(content)
        .array();
  }

  private static String header(String descr, String shape) {
    return "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }    \n";
  }

  private Dataset open(byte[] content) throws Exception {
    return Datasets.open(Files.write(folder.resolve("a.npy"), content), DataOptions.DEFAULT);
  }

  private String refusal(byte[] content) {
    return assertThrows(DataException.class, () -> open(content)).getMessage();
  }

  @Test
  void allSpellingsOfAHeader() throws Exception {
    byte[] content = {10, 20, 30};
    for (String dictionary :
        List.of(
            header("'|u1'", "(1, 3)"),
            "{\"shape\":(1,3,),\"descr\":\"u1\",\"fortran_order\":False}",
            "{'descr': '<u1', 'fortran_order': False, 'shape': (1L, 3L)}\n")) {
      Dataset data = open(npy(dictionary, content));
      assertArrayEquals(
          new float[] {10 / 255f, 20 / 255f, 30 / 255f}, Samples.all(data), dictionary);
    }
  }

  @Test
  void anythingButPlainNumbersIsRefused() {
    assertTrue(
        refusal(npy(header("'|O'", "(1,)"), (byte) 1)).contains("an array of Python objects"));
    assertTrue(refusal(npy(header("[('a', '<f4')]", "(1,)"))).contains("found a structured array"));
    assertTrue(refusal(npy(header("'<U3'", "(1,)"))).contains("elements of type <U3"));
    assertTrue(refusal(npy(header("'<c8'", "(1,)"))).contains("elements of type <c8"));
    assertTrue(refusal(npy(header("__import__('os')", "(1,)"))).contains("header"));
  }

  @Test
  void malformedHeaders() {
    byte[] one = {1};
    for (String dictionary :
        List.of(
            "",
            "{}",
            "{'descr': '<f4'}",
            header("'|u1'", "(1, 1"),
            header("'|u1'", "(1, -1)"),
            header("'|u1'", "(1, , 1)"),
            header("'|u1'", "(1 1)"),
            header("'|u1'", "(99999999999999999999,)"),
            header("'|u1'", "(" + "1, ".repeat(40) + ")"),
            header("'|u1'", "(" + "1, ".repeat(9_000) + ")"),
            header("'|u1", "(1,)"),
            header("'|u1'", "(1,)").replace("'shape'", "'descr'"),
            header("'|u1'", "(1,)").replace("False", "0"),
            header("'|u1'", "(1,)").replace("}", ""),
            header("'|u1'", "(1,)") + "more")) {
      refusal(npy(dictionary, one));
    }
    byte[] version9 = npy(header("'|u1'", "(1,)"), one);
    version9[6] = 9;
    assertTrue(refusal(version9).contains("NumPy format version 1 to 3"));
  }

  @Test
  void sizesThatDoNotFit() {
    byte[] content = npy(header("'|u1'", "(2, 2)"), (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    for (int length = 1; length < content.length; length++) {
      refusal(Arrays.copyOf(content, length));
    }
    refusal(Arrays.copyOf(content, content.length + 1));
    assertTrue(refusal(npy(header("'|u1'", "(0, 3)"))).contains("an empty set"));
    assertTrue(refusal(npy(header("'|u1'", "()"), (byte) 1)).contains("a single number"));
    refusal(npy(header("'<f8'", "(4000000000, 4000000000, 4000000000)")));
  }

  /** NumPy writes, we read: every type, both byte orders, both orders of axes, several ranks. */
  @Test
  void whatNumpyWrites() throws Exception {
    Python.require("numpy");
    Path list = folder.resolve("list.txt");
    Python.run(
        """
        import itertools, sys, numpy
        folder = sys.argv[1]
        rng = numpy.random.default_rng(3)
        with open(folder + '/list.txt', 'w') as out:
            shapes = [(5, 3), (4, 2, 3), (3, 2, 4, 5), (2, 3, 2, 2, 2)]
            types = '?u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8'.replace('?', '? ').split()
            for shape, kind, end, order in itertools.product(shapes, types, '<>', 'CF'):
                values = rng.integers(0, 100, shape).astype(numpy.dtype(kind).newbyteorder(end))
                if kind[0] in 'if': values = (values - values.dtype.type(50)).astype(values.dtype)
                if kind[0] == 'f': values = (values / 3).astype(values.dtype)
                name = f'{len(shape)}-{kind.replace("?", "b")}-{"b" if end == ">" else "l"}-{order}.npy'
                numpy.save(folder + '/' + name, numpy.asarray(values, order=order))
                plain = values.astype('f4') / (numpy.float32(255) if kind == 'u1' else 1)
                plain.astype('<f4').ravel().tofile(folder + '/' + name + '.raw')
                print(name, file=out)
        """,
        folder);
    List<String> names = Files.readAllLines(list);
    assertEquals(192, names.size());
    for (String name : names) {
      Dataset data = Datasets.open(folder.resolve(name), DataOptions.DEFAULT);
      float[] expected = floats(folder.resolve(name + ".raw"));
      assertArrayEquals(expected, Samples.all(data), name);
      assertArrayEquals(expected, Samples.oneByOne(data), name);
    }
  }

  private static float[] floats(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  @Test
  void allHalves() throws Exception {
    ByteBuffer halves = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 1 << 16; i++) {
      halves.putShort((short) i);
    }
    float[] values = Samples.all(open(npy(header("'<f2'", "(1, 65536)"), halves.array())));
    assertEquals(1f, values[0x3c00]);
    assertEquals(-2f, values[0xc000]);
    assertEquals(65504f, values[0x7bff]);
    assertEquals(0x1p-24f, values[1]);
    assertEquals(0x1p-14f, values[0x400]);
    assertEquals(Float.NEGATIVE_INFINITY, values[0xfc00]);
    assertTrue(Float.isNaN(values[0x7e00]));
    assertEquals(Integer.MIN_VALUE, Float.floatToRawIntBits(values[0x8000]), "negative zero");
  }

  @Test
  void layouts() throws Exception {
    // Element [n, h, w, c] of [2, 2, 3, 4] is its own position, so the channel is position mod 4.
    byte[] content = new byte[48];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    Path file = folder.resolve("nhwc.npy");
    for (String order : List.of("False", "True")) {
      String dictionary = header("'|i1'", "(2, 2, 3, 4)").replace("False", order);
      Files.write(file, npy(dictionary, order.equals("True") ? columnMajor(content) : content));
      Dataset data = Datasets.open(file, DataOptions.DEFAULT.withLayout(AxisOrder.NHWC));
      assertEquals(Shape.of(4, 2, 3), data.sampleShape());
      float[] sample = new float[24];
      data.read(1, 1, sample);
      for (int i = 0; i < sample.length; i++) {
        int channel = i / 6;
        int pixel = i % 6;
        assertEquals(24 + 4 * pixel + channel, sample[i], order);
      }
    }
    Files.write(file, npy(header("'|i1'", "(2, 2, 3)"), new byte[12]));
    assertEquals(Shape.of(1, 2, 3), Datasets.open(file, DataOptions.DEFAULT).sampleShape());
    assertEquals(
        Shape.of(2, 3),
        Datasets.open(file, DataOptions.DEFAULT.withLayout(AxisOrder.NCL)).sampleShape());
    assertEquals(
        Shape.of(3, 2),
        Datasets.open(file, DataOptions.DEFAULT.withLayout(AxisOrder.NLC)).sampleShape());
    DataException e =
        assertThrows(
            DataException.class,
            () -> Datasets.open(file, DataOptions.DEFAULT.withLayout(AxisOrder.NHWC)));
    assertTrue(e.getMessage().endsWith("choose another --layout"), e.getMessage());
  }

  /** [2, 2, 3, 4], from row-major to column-major. */
  private static byte[] columnMajor(byte[] content) {
    byte[] result = new byte[content.length];
    for (int i = 0; i < content.length; i++) {
      int w = i / 4 % 3;
      result[i / 24 + 2 * (i / 12 % 2) + 4 * w + 12 * (i % 4)] = content[i];
    }
    return result;
  }

  /** Whatever stands in a header, it is read or refused as data; nothing else happens. */
  @Property(tries = 3000)
  void noiseInHeaders(@ForAll("dictionaries") String dictionary) throws Exception {
    Path file = Files.createTempFile("noise", ".npy");
    try {
      Files.write(file, npy(dictionary, (byte) 1, (byte) 2));
      Datasets.open(file, DataOptions.DEFAULT);
    } catch (DataException e) {
      assertFalse(e.problems().isEmpty());
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<String> dictionaries() {
    String good = header("'|u1'", "(1, 2)");
    return Arbitraries.longs()
        .map(
            seed -> {
              Random random = new Random(seed);
              StringBuilder text = new StringBuilder(good);
              for (int change = random.nextInt(4); change > 0; change--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                  text.setCharAt(at, (char) (32 + random.nextInt(95)));
                } else {
                  text.deleteCharAt(at);
                }
              }
              return text.toString();
            });
  }

  private Path npz(String... names) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < names.length; i++) {
        zip.putNextEntry(new ZipEntry(names[i] + ".npy"));
        boolean labels = names[i].matches("(?i)y.*|labels?|targets|arr_1");
        zip.write(
            labels
                ? npy(
                    header("'<i8'", "(2,)"),
                    new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0})
                : npy(header("'|i1'", "(2, 1)"), (byte) i, (byte) i));
      }
    }
    return Files.write(folder.resolve("a.npz"), bytes.toByteArray());
  }

  @Test
  void whichArrayOfAnArchive() throws Exception {
    for (String[] names :
        List.of(
            new String[] {"anything"},
            new String[] {"images", "labels"},
            new String[] {"X", "y", "other"},
            new String[] {"data", "targets"},
            new String[] {"x_test", "y_test", "x_train", "y_train"},
            new String[] {"arr_0", "arr_1"},
            new String[] {"pictures", "labels"})) {
      Dataset data = Datasets.open(npz(names), DataOptions.DEFAULT);
      assertArrayEquals(new float[] {0, 0}, Samples.all(data), String.join(" ", names));
      assertEquals(names.length > 1, data.labels().isPresent(), String.join(" ", names));
      data.labels().ifPresent(labels -> assertEquals(Labels.of(3, 9), labels));
    }
    assertEquals(Labels.of(3, 9), Labels.read(npz("x", "y")));
    DataException e =
        assertThrows(DataException.class, () -> Datasets.open(npz("a", "b"), DataOptions.DEFAULT));
    assertTrue(e.getMessage().contains("arrays named [a, b]"), e.getMessage());
  }

  @Test
  void archivesThatAreNone() throws Exception {
    assertTrue(
        assertThrows(
                DataException.class,
                () -> Datasets.open(npz("../../etc/passwd"), DataOptions.DEFAULT))
            .getMessage()
            .contains("plain names of arrays"));
    assertThrows(DataException.class, () -> Datasets.open(npz("X", "x"), DataOptions.DEFAULT));
    byte[] good = Files.readAllBytes(npz("x"));
    Path cut = folder.resolve("cut.npz");
    for (int length = 4; length < good.length; length += 5) {
      Files.write(cut, Arrays.copyOf(good, length));
      assertThrows(DataException.class, () -> Datasets.open(cut, DataOptions.DEFAULT));
    }
    String[] many = new String[1001];
    Arrays.setAll(many, i -> "n" + i);
    assertTrue(
        assertThrows(DataException.class, () -> Datasets.open(npz(many), DataOptions.DEFAULT))
            .getMessage()
            .contains("at most 1000 arrays"));
  }

  /** Entries that promise more than they can hold, or hold far more than they promise. */
  @Test
  void bombsInArchives() throws Exception {
    byte[] promise = npy(header("'<f4'", "(1000, 1000, 250)"));
    byte[] unasked = Arrays.copyOf(npy(header("'|u1'", "(2, 1)")), 64 << 20);
    for (byte[] bomb : List.of(promise, unasked)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        zip.putNextEntry(new ZipEntry("x.npy"));
        zip.write(bomb);
      }
      Path file = Files.write(folder.resolve("bomb.npz"), bytes.toByteArray());
      Contract.check(
          bytes.size(),
          Contract.MULTIPLE,
          () -> assertThrows(DataException.class, () -> Datasets.open(file, DataOptions.DEFAULT)));
    }
  }
}
