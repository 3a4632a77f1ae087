package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All preprocessing is stored in the model, in every format, and applied by whoever runs it. */
class PreprocessingTest {

  private static final Path MODELS = Path.of("src/test/resources/io/spikeport/cli/field");

  @TempDir Path folder;

  /** Images of different sizes, in two classes. */
  private Path images(int type) throws Exception {
    Path images = folder.resolve("images" + type);
    for (int i = 0; i < 6; i++) {
      BufferedImage image = new BufferedImage(40 + i, 36 + 3 * i, type);
      for (int p = 0; p < image.getWidth() * image.getHeight(); p++) {
        image.setRGB(p % image.getWidth(), p / image.getWidth(), (p + 77) * (i + 7919));
      }
      Path file = images.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png");
      Files.createDirectories(file.getParent());
      assertTrue(ImageIO.write(image, "png", file.toFile()));
    }
    return images;
  }

  private Cli.Result convert(String model, Path data, Path out, Object... options) {
    List<Object> words =
        new ArrayList<>(
            List.of("convert", MODELS.resolve(model), "--calibration", data, "-o", out, "-T", 2));
    words.addAll(List.of(options));
    return Cli.run(words.toArray());
  }

  @ParameterizedTest
  @CsvSource({"x.snn", "x.snn.json", "x.nir", "x.onnx"})
  void sizesAreStoredAndApplied(String name) throws Exception {
    Path images = images(BufferedImage.TYPE_3BYTE_BGR);
    Path model = folder.resolve(name);
    Object[] options = {"--resize", "36", "--crop", "32", "--mean", "0.4", "--std", "0.3"};
    Cli.Result converted = convert("chanmean.onnx", images, model, options);
    assertEquals(0, converted.code(), converted.err());

    Path stored = folder.resolve("stored.npz");
    Path given = folder.resolve("given.npz");
    Cli.Result alone = Cli.run("simulate", model, "--input", images, "-o", stored);
    assertEquals(0, alone.code(), alone.err());
    List<Object> words = new ArrayList<>(List.of("simulate", model, "--input", images));
    words.addAll(List.of(options));
    words.addAll(List.of("-o", given));
    Cli.Result same = Cli.run(words.toArray());
    assertEquals(0, same.code(), same.err());
    assertEquals(-1, Files.mismatch(stored, given));
    assertTrue(!same.err().contains("note: preprocessing"), same.err());

    Cli.Result other = Cli.run("evaluate", model, "--data", images, "--resize", "50x32", "--json");
    assertEquals(4, other.code(), "50 × 32 is not the model's input");
    assertTrue(
        other
            .err()
            .contains(
                "note: preprocessing as given, resize 50x32, scale 1.0, mean [0.4], standard"
                    + " deviation [0.3]; the model was converted with resize 36 crop 32x32"),
        other.err());
  }

  @Test
  void imagesGetTheModelsChannels() throws Exception {
    Cli.Result grey =
        convert(
            "chanmean.onnx",
            images(BufferedImage.TYPE_BYTE_GRAY),
            folder.resolve("x.snn"),
            "--resize",
            "32x32");
    assertEquals(0, grey.code(), grey.err());
    assertEquals(1, grey.err().split("repeated in three channels").length - 1, grey.err());
    Cli.Result color =
        convert(
            "tf2onnx_1ch_reshape.onnx",
            images(BufferedImage.TYPE_3BYTE_BGR),
            folder.resolve("x.snn"),
            "--resize",
            "28x28");
    assertEquals(0, color.code(), color.err());
    assertEquals(1, color.err().split("turned to grey").length - 1, color.err());
  }

  @ParameterizedTest
  @CsvSource({"20000x20000", "0", "-3", "9x9x9", "x"})
  void sizesThatMakeNoSense(String size) throws Exception {
    Path images = images(BufferedImage.TYPE_3BYTE_BGR);
    for (String option : List.of("--resize", "--crop")) {
      Cli.Result refused =
          convert("chanmean.onnx", images, folder.resolve("x.snn"), option + "=" + size);
      assertEquals(2, refused.code(), refused.err());
    }
  }

  /** What would have no effect is refused. */
  @Test
  void aLayoutOfImageFiles() throws Exception {
    Path images = images(BufferedImage.TYPE_3BYTE_BGR);
    Cli.Result refused =
        convert("chanmean.onnx", images, folder.resolve("x.snn"), "--layout", "nhwc");
    assertEquals(2, refused.code(), refused.err());
  }

  @Test
  void mnistFitsANetworkOfTensorFlows() {
    Path model = folder.resolve("x.snn");
    Path digits = Path.of("fixtures/mnist/t10k-images-idx3-ubyte.gz");
    for (List<Object> options : List.of(List.<Object>of(), List.<Object>of("--samples", 9))) {
      Cli.Result converted =
          convert("tf2onnx_1ch_reshape.onnx", digits, model, "--samples", 9 - options.size());
      assertEquals(0, converted.code(), converted.err());
    }
    Cli.Result evaluated = Cli.run("evaluate", model, "--data", digits, "--samples", 5);
    assertEquals(0, evaluated.code(), evaluated.err());
  }
}
