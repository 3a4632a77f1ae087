package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --samples} of a class folder: a 6, b 1, c 4 images, whose grey tells them apart. */
class EvenSamplesTest {

  @TempDir Path folder;

  @BeforeEach
  void images() throws Exception {
    write("a", 6, 0);
    write("b", 1, 10);
    write("c", 4, 20);
  }

  private void write(String name, int count, int grey) throws Exception {
    Files.createDirectory(folder.resolve(name));
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(0, 0, 0, grey + i);
      assertTrue(ImageIO.write(image, "png", folder.resolve(name + "/" + i + ".png").toFile()));
    }
  }

  private Dataset open(int samples) {
    return Datasets.open(folder, DataOptions.DEFAULT.withLimit(samples));
  }

  private static String greys(Dataset data) {
    StringBuilder text = new StringBuilder();
    for (float value : Samples.all(data)) {
      text.append(Math.round(value * 255)).append(' ');
    }
    return text.toString().strip();
  }

  @Test
  void everyClassGivesAsMany() {
    assertEquals("0 10 20", greys(open(3)));
    assertEquals("0 3 10 20", greys(open(4)));
    assertEquals("0 2 4 10 20 21 22", greys(open(7)));
    assertEquals(11, open(11).size());
    assertEquals(11, open(99).size());
  }

  @Test
  void labelsGoWithTheSamples() {
    assertEquals(Labels.of(0, 0, 0, 1, 2, 2, 2), open(7).labels().orElseThrow());
    Labels all = Labels.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertEquals(Labels.of(0, 2, 4, 6, 7, 8, 9), all.matching(open(7)));
    assertEquals(Labels.of(0, 2, 4, 6, 7, 8, 9), all.matching(new DigestedDataset(open(7))));
    Labels own = Labels.of(1, 1, 1, 1, 1, 1, 1);
    assertEquals(own, own.matching(open(7)));
    assertTrue(own.areOfOneClass());
  }
}
