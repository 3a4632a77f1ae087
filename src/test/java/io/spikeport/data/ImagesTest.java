package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.image.Geometry;
import io.spikeport.error.DataException;
import io.spikeport.fuzz.Contract;
import io.spikeport.tensor.Shape;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {

  @TempDir Path folder;

  private Path image(String name, int type, int width, int height) throws Exception {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int i = 0; i < width * height; i++) {
      int[] samples = new int[image.getRaster().getNumBands()];
      for (int band = 0; band < samples.length; band++) {
        samples[band] = (7 * i + 50 * band) % 256;
      }
      image.getRaster().setPixel(i % width, i / width, samples);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file;
  }

  /** An image may be as large as its header says, up to 64 million pixels, whatever it holds. */
  private static final long MOST_FOR_EACH_BYTE = 1L << 24;

  private Dataset open() {
    return Datasets.open(folder, DataOptions.DEFAULT);
  }

  private String refusal() {
    return assertThrows(DataException.class, this::open).getMessage();
  }

  private static String bits(float[] values) {
    return Arrays.toString(values);
  }

  @Test
  void greyImages() throws Exception {
    image("b.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2);
    image("a.PNG", BufferedImage.TYPE_BYTE_GRAY, 3, 2);
    Dataset data = open();
    assertEquals(2, data.size());
    assertEquals(Shape.of(1, 2, 3), data.sampleShape());
    float[] expected = new float[12];
    for (int i = 0; i < 12; i++) {
      expected[i] = 7 * (i % 6) / 255f;
    }
    assertArrayEquals(expected, Samples.all(data));
    assertTrue(data.labels().isEmpty());
  }

  @Test
  void subFoldersAreClasses() throws Exception {
    image("cat/1.png", BufferedImage.TYPE_3BYTE_BGR, 2, 2);
    image("bird/1.png", BufferedImage.TYPE_3BYTE_BGR, 2, 2);
    image("bird/2.png", BufferedImage.TYPE_3BYTE_BGR, 2, 2);
    Files.createDirectory(folder.resolve("empty"));
    Files.writeString(folder.resolve("bird/notes.txt"), "no image");
    Files.writeString(folder.resolve("cat/.hidden.png"), "no image");
    Dataset data = open();
    assertEquals(List.of("bird", "cat"), data.classNames());
    assertEquals(Labels.of(0, 0, 1), data.labels().orElseThrow());
    assertEquals(Labels.of(0, 0, 1), Labels.read(folder));
    assertEquals(Shape.of(3, 2, 2), data.sampleShape());
    float[] values = Samples.all(data);
    assertEquals(0 / 255f, values[0], "red first");
    assertEquals(50 / 255f, values[4]);
    assertEquals(100 / 255f, values[8]);
  }

  @Test
  void greyAmongColourIsRepeatedAndColourCanBeMadeGrey() throws Exception {
    image("a.png", BufferedImage.TYPE_BYTE_GRAY, 2, 1);
    image("b.png", BufferedImage.TYPE_3BYTE_BGR, 2, 1);
    float[] values = Samples.all(open());
    assertEquals(
        bits(new float[] {0, 7 / 255f, 0, 7 / 255f, 0, 7 / 255f}), bits(Arrays.copyOf(values, 6)));
    DataOptions grey = DataOptions.DEFAULT.withChannels(1);
    Dataset data = Datasets.open(folder, grey);
    assertEquals(Shape.of(1, 1, 2), data.sampleShape());
    // 0.587·50 + 0.114·100 = 40.75, rounded.
    assertEquals(41 / 255f, Samples.all(data)[2]);
  }

  @Test
  void oneImageAlone() throws Exception {
    Path file = image("a.png", BufferedImage.TYPE_4BYTE_ABGR, 4, 3);
    Dataset data = Datasets.open(file, DataOptions.DEFAULT);
    assertEquals(1, data.size());
    assertEquals(Shape.of(3, 3, 4), data.sampleShape());
  }

  @Test
  void unequalSizes() throws Exception {
    image("a.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2);
    image("b.png", BufferedImage.TYPE_BYTE_GRAY, 3, 4);
    assertEquals(
        folder.resolve("b.png")
            + ": expected the size of 'a.png', 3 × 2, found 3 × 4; bring all images to one size"
            + " with --resize WxH, or --resize and --crop",
        assertThrows(DataException.class, () -> open().sampleShape()).getMessage());
    Dataset data = open().fitted(Fit.any(Geometry.resize(5, 7)));
    assertEquals(Shape.of(1, 5, 7), data.sampleShape());
    assertEquals(70, Samples.all(data).length);
  }

  @Test
  void notAnImage() throws Exception {
    image("a.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2);
    Files.writeString(folder.resolve("b.jpg"), "this is text");
    assertEquals(
        folder.resolve("b.jpg")
            + ": expected a PNG or JPEG image, found something else; remove or convert it",
        refusal());
  }

  @Test
  void anImageCutShort() throws Exception {
    Path file = image("a.png", BufferedImage.TYPE_BYTE_GRAY, 30, 20);
    byte[] good = Files.readAllBytes(file);
    for (int length = 10; length < good.length / 2; length += 9) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThrows(DataException.class, () -> Samples.all(open()), "at " + length);
    }
  }

  /** A damaged image is decoded or refused; the decoders throw all kinds of exceptions. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void damagedAnywhere(String kind) throws Exception {
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_3BYTE_BGR);
    Path file = folder.resolve("a." + kind);
    assertTrue(ImageIO.write(image, kind, file.toFile()));
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      byte[] bad = good.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bad[2 + random.nextInt(bad.length - 2)] = (byte) random.nextInt();
      }
      Files.write(file, bad);
      Contract.check(bad.length, MOST_FOR_EACH_BYTE, () -> Samples.all(open()));
    }
  }

  /** A PNG header of 65 536 × 65 536 pixels in 33 bytes. */
  @Test
  void absurdlyLarge() throws Exception {
    Path file = image("a.png", BufferedImage.TYPE_BYTE_GRAY, 1, 1);
    byte[] content = Files.readAllBytes(file);
    ByteBuffer.wrap(content).putInt(16, 1 << 16).putInt(20, 1 << 16);
    CRC32 crc = new CRC32();
    crc.update(content, 12, 17);
    ByteBuffer.wrap(content).putInt(29, (int) crc.getValue());
    Files.write(file, content);
    assertTrue(refusal().contains("expected at most 67108864 pixels, 16384 to a side"), refusal());
  }

  @Test
  void noImages() throws Exception {
    assertTrue(refusal().contains("none: an empty set"));
    Files.writeString(folder.resolve("notes.txt"), "");
    assertTrue(refusal().contains("none: an empty set"));
    image("a.png", BufferedImage.TYPE_BYTE_GRAY, 1, 1);
    image("sub/a.png", BufferedImage.TYPE_BYTE_GRAY, 1, 1);
    assertTrue(refusal().contains("expected all images in sub-folders, or none"));
  }

  /** PIL writes and decodes all kinds of PNG; we must see the same values. */
  @Test
  void whatPilSees() throws Exception {
    Python.require("numpy", "PIL");
    Python.run(
        """
        import sys, numpy
        from PIL import Image
        folder = sys.argv[1]
        rng = numpy.random.default_rng(5)
        rgb = rng.integers(0, 256, (9, 11, 3), dtype='u1')
        grey = rng.integers(0, 256, (9, 11), dtype='u1')
        Image.fromarray(rgb).save(folder + '/rgb.png')
        Image.fromarray(numpy.dstack([rgb, grey])).save(folder + '/rgba.png')
        Image.fromarray(numpy.dstack([grey, grey[::-1]]), 'LA').save(folder + '/la.png')
        Image.fromarray(rgb).convert('P').save(folder + '/palette.png')
        Image.fromarray(grey).convert('1').save(folder + '/bits.png')
        Image.fromarray(grey).save(folder + '/grey.png')
        for name in ['rgb', 'rgba', 'la', 'palette', 'bits', 'grey']:
            image = Image.open(f'{folder}/{name}.png').convert('RGB')
            values = numpy.asarray(image).transpose(2, 0, 1).astype('<f4') / numpy.float32(255)
            values.tofile(f'{folder}/{name}.raw')
        """,
        folder);
    for (String name : List.of("rgb", "rgba", "la", "palette", "bits", "grey")) {
      Dataset data =
          Datasets.open(folder.resolve(name + ".png"), DataOptions.DEFAULT.withChannels(3));
      assertArrayEquals(floats(folder.resolve(name + ".raw")), Samples.all(data), name);
    }
  }

  /**
   * JPEG decoders differ in their inverse cosine transform and in how they enlarge the colour
   * channels; with 4:4:4 sampling only the transform is left, good for 2 levels of 255.
   */
  @Test
  void jpegsAsPilSeesThem() throws Exception {
    Python.require("numpy", "PIL");
    Python.run(
        """
        import sys, numpy
        from PIL import Image
        folder = sys.argv[1]
        y, x = numpy.mgrid[0:40, 0:50]
        rgb = numpy.stack([x * 5, y * 6, (x + y) * 2], 2).astype('u1')
        Image.fromarray(rgb).save(folder + '/rgb.jpg', quality=95, subsampling=0)
        Image.fromarray(rgb[..., 0]).save(folder + '/grey.jpeg', quality=95)
        for name in ['rgb.jpg', 'grey.jpeg']:
            image = Image.open(f'{folder}/{name}').convert('RGB')
            values = numpy.asarray(image).transpose(2, 0, 1).astype('<f4') / numpy.float32(255)
            values.tofile(f'{folder}/{name}.raw')
        """,
        folder);
    for (String name : List.of("rgb.jpg", "grey.jpeg")) {
      Dataset data = Datasets.open(folder.resolve(name), DataOptions.DEFAULT.withChannels(3));
      assertArrayEquals(
          floats(folder.resolve(name + ".raw")), Samples.all(data), 2.01f / 255, name);
    }
    Dataset grey = Datasets.open(folder.resolve("grey.jpeg"), DataOptions.DEFAULT);
    assertEquals(Shape.of(1, 40, 50), grey.sampleShape());
  }

  /**
   * Four inks: as Adobe's programs write them, as YCCK, and without a marker. The same tolerance.
   */
  @Test
  void cmykJpegsAsPilSeesThem() throws Exception {
    Python.require("numpy", "PIL");
    Python.run(
        """
        import sys, numpy
        from PIL import Image
        folder = sys.argv[1]
        y, x = numpy.mgrid[0:40, 0:48]
        inks = numpy.stack([x * 5, y * 6, (x + y) * 2, (48 - x) * 2], 2).astype('u1')
        Image.fromarray(inks, 'CMYK').save(folder + '/adobe.jpg', quality=98, subsampling=0)
        adobe = open(folder + '/adobe.jpg', 'rb').read()
        at = adobe.index(b'Adobe')
        ycck = bytearray(adobe)
        ycck[at + 11] = 2
        open(folder + '/ycck.jpg', 'wb').write(ycck)
        length = int.from_bytes(adobe[at - 2:at], 'big')
        plain = adobe[:at - 4] + adobe[at - 2 + length:]
        open(folder + '/plain.jpg', 'wb').write(plain)
        for name in ['adobe', 'ycck', 'plain']:
            image = Image.open(f'{folder}/{name}.jpg')
            assert image.mode == 'CMYK', image.mode
            values = numpy.asarray(image.convert('RGB')).transpose(2, 0, 1).astype('<f4')
            (values / numpy.float32(255)).tofile(f'{folder}/{name}.raw')
        """,
        folder);
    for (String name : List.of("adobe", "ycck", "plain")) {
      Dataset data = Datasets.open(folder.resolve(name + ".jpg"), DataOptions.DEFAULT);
      assertEquals(Shape.of(3, 40, 48), data.sampleShape(), name);
      assertArrayEquals(
          floats(folder.resolve(name + ".raw")), Samples.all(data), 2.01f / 255, name);
    }
  }

  /** Found by fuzzing: the JDK's reader answers its header with a NullPointerException. */
  @Test
  void aDamagedCmykJpeg() throws Exception {
    try (var damaged = ImagesTest.class.getResourceAsStream("cmyk-damaged.jpg")) {
      Files.copy(damaged, folder.resolve("a.jpg"));
    }
    assertTrue(
        assertThrows(DataException.class, () -> Samples.all(open()))
            .getMessage()
            .contains("expected a PNG or JPEG image that can be decoded"));
  }

  @Test
  void aJpegCutShort() throws Exception {
    Path file = folder.resolve("a.jpg");
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 7919);
    }
    assertTrue(ImageIO.write(image, "jpg", file.toFile()));
    byte[] good = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(good, good.length * 2 / 3));
    assertTrue(
        assertThrows(DataException.class, () -> Samples.all(open()))
            .getMessage()
            .contains("cut short"));
  }

  /** Both compute weights in their own order, so a few units in the last place are left. */
  @Test
  void resizingAsPyTorchDoes() throws Exception {
    Python.require("numpy", "torch");
    Python.run(
        """
        import sys, numpy, torch
        folder = sys.argv[1]
        torch.set_num_threads(1)
        torch.manual_seed(1)
        x = torch.rand(2, 3, 28, 31)
        numpy.save(folder + '/x.npy', x.numpy())
        for h, w in [(14, 14), (32, 32), (28, 31), (5, 70), (224, 9), (1, 1)]:
            y = torch.nn.functional.interpolate(x, (h, w), mode='bilinear', antialias=True)
            y.numpy().astype('<f4').tofile(f'{folder}/{h}x{w}.raw')
        """,
        folder);
    int[][] sizes = {{14, 14}, {32, 32}, {28, 31}, {5, 70}, {224, 9}, {1, 1}};
    for (int[] size : sizes) {
      Dataset data =
          Datasets.open(folder.resolve("x.npy"), DataOptions.DEFAULT)
              .fitted(Fit.any(Geometry.resize(size[0], size[1])));
      assertArrayEquals(
          floats(folder.resolve(size[0] + "x" + size[1] + ".raw")),
          Samples.all(data),
          2e-6f,
          Arrays.toString(size));
    }
  }

  @Test
  void options() {
    assertThrows(IllegalArgumentException.class, () -> DataOptions.DEFAULT.withLimit(0));
    assertThrows(IllegalArgumentException.class, () -> DataOptions.DEFAULT.withChannels(2));
    assertThrows(IllegalArgumentException.class, () -> Geometry.resize(0, 1));
    assertThrows(IllegalArgumentException.class, () -> Geometry.resize(20_000, 20_000));
    assertEquals(OptionalInt.empty(), DataOptions.DEFAULT.limit());
  }

  private static float[] floats(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
