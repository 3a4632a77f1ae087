package io.spikeport.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Fit;
import io.spikeport.data.Python;
import io.spikeport.data.Samples;
import io.spikeport.error.UsageException;
import io.spikeport.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeometryTest {

  @TempDir Path folder;

  /**
   * torchvision on PIL images is the judge: Resize by two numbers and by one, CenterCrop of even
   * and odd differences and beyond the image, in color and after PIL's convert('L'). Both compute
   * with the same whole numbers, so nothing may differ.
   */
  @Test
  void imagesAsTorchvisionSeesThem() throws Exception {
    Python.require("numpy", "PIL", "torchvision");
    String listing =
        Python.run(
            """
            import sys, numpy, torchvision.transforms as T
            from PIL import Image
            folder = sys.argv[1]
            rng = numpy.random.default_rng(3)
            Image.fromarray(rng.integers(0, 256, (37, 50, 3), dtype='u1')).save(folder + '/a.png')
            cases = [((20, 31), None), ((37, 80), None), ((64, 64), None), (16, None), (64, None),
                     (24, (20, 20)), (24, (21, 17)), (None, (32, 32)), (None, (11, 50)),
                     (None, (44, 61)), (20, (30, 20)), ((5, 7), (6, 6))]
            for i, (resize, crop) in enumerate(cases):
                for mode in ['RGB', 'L']:
                    steps = ([T.Resize(resize)] if resize else []) + (
                        [T.CenterCrop(crop)] if crop else []) + [T.ToTensor()]
                    y = T.Compose(steps)(Image.open(folder + '/a.png').convert(mode)).numpy()
                    y.astype('<f4').tofile(f'{folder}/{i}{mode}.raw')
                    size = lambda s: '' if s is None else ' '.join(map(str, numpy.ravel(s)))
                    shape = ' '.join(map(str, y.shape))
                    print(f'{i}{mode};{size(resize)};{size(crop)};{shape}')
            """,
            folder);
    for (String line : listing.strip().split("\n")) {
      String[] parts = line.split(";");
      Shape shape = Shape.of(numbers(parts[3]));
      Fit fit =
          new Fit(shape.toList(), new Geometry(numbers(parts[1]), numbers(parts[2])), note -> {});
      Dataset data = Datasets.open(folder.resolve("a.png"), DataOptions.DEFAULT).fitted(fit);
      assertEquals(shape, data.sampleShape(), line);
      assertArrayEquals(floats(folder.resolve(parts[0] + ".raw")), Samples.all(data), line);
    }
  }

  private static List<Integer> numbers(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String number : text.strip().split(" ")) {
      if (!number.isEmpty()) {
        numbers.add(Integer.valueOf(number));
      }
    }
    return numbers;
  }

  private static float[] floats(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  @Test
  void sizesAreBoundedBeforeAnythingIsAllocated() {
    assertThrows(IllegalArgumentException.class, () -> Geometry.resize(20_000, 20_000));
    assertThrows(
        IllegalArgumentException.class, () -> new Geometry(List.of(), List.of(16_000, 16_000)));
    assertThrows(
        UsageException.class,
        () -> new Geometry(List.of(8000), List.of()).resized(new Size(1, 1000)));
  }

  @Test
  void inWords() {
    assertEquals(
        List.of("--resize", "256", "--crop", "200x100"),
        new Geometry(List.of(256), List.of(100, 200)).words());
    assertEquals(List.of("--resize", "7x5"), Geometry.resize(5, 7).words());
    assertEquals(List.of(), Geometry.NONE.words());
  }
}
