package io.spikeport.report.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.FileException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyPlotTest {

  private static final int BLUE = 0x0072B2;
  private static final int VERMILION = 0xD55E00;
  private static final int GREY = 0x666666;

  /** Columns of the plot without text; several, for a dashed line has gaps. */
  private static final double[] ACROSS = {0.45, 0.455, 0.57, 0.575};

  @TempDir Path folder;

  @Test
  void aCurveRisesFromLeftToRightAndTheAnnLiesAboveIt() {
    BufferedImage picture =
        AccuracyPlot.draw("", List.of(curve("rising", OptionalDouble.of(0.95), 0.1, 0.5, 0.9)));

    // The legend repeats each colour at the lower right: look at the plot's left half only.
    int[] early = rows(picture, BLUE, 0.45);
    int[] later = rows(picture, BLUE, 0.57);
    assertTrue(early.length > 0 && later.length > 0, "the curve is drawn");
    assertTrue(mean(later) < mean(early) - 50, "a higher accuracy is nearer the top");
    int[] ann = rows(picture, GREY, ACROSS);
    assertTrue(ann.length > 0, "the ANN's line is drawn");
    assertTrue(max(ann) - min(ann) < 10, "the ANN's line is level");
    assertTrue(max(ann) < min(later), "the ANN's line is above the curve");
  }

  @Test
  void modelsThatShareAnAnnShareItsLine() {
    OptionalDouble ann = OptionalDouble.of(0.95);
    BufferedImage picture =
        AccuracyPlot.draw("t", List.of(curve("a", ann, 0.2, 0.3), curve("b", ann, 0.5, 0.6)));
    assertTrue(count(picture, BLUE) > 0);
    assertTrue(count(picture, VERMILION) > 0);
    assertTrue(rows(picture, GREY, ACROSS).length > 0);
  }

  @Test
  void differentAnnsAreDrawnInTheirModelsColours() {
    BufferedImage picture =
        AccuracyPlot.draw(
            "t",
            List.of(
                curve("a", OptionalDouble.of(0.9), 0.1, 0.1),
                curve("b", OptionalDouble.empty(), 0.1, 0.1),
                curve("c", OptionalDouble.of(0.7), 0.1, 0.1)));
    assertEquals(0, rows(picture, GREY, ACROSS).length);
  }

  @Test
  void oneTimestepAndEqualNamesCanBeDrawn() {
    OptionalDouble none = OptionalDouble.empty();
    BufferedImage picture =
        AccuracyPlot.draw("t", List.of(curve("same", none, 0.4), curve("same", none, 0.8)));
    assertTrue(count(picture, BLUE) > 0);
    assertTrue(count(picture, VERMILION) > 0);
  }

  @Test
  void writesAPngOfTheSameBytesEachTime() throws IOException {
    Path first = folder.resolve("first.png");
    Path second = folder.resolve("second.png");
    Files.writeString(second, "an old file");
    List<AccuracyCurve> curves = List.of(curve("a", OptionalDouble.of(0.9), 0.1, 0.8));
    AccuracyPlot.write(first, "title", curves);
    AccuracyPlot.write(second, "title", curves);

    BufferedImage picture = ImageIO.read(first.toFile());
    assertEquals(AccuracyPlot.WIDTH * AccuracyPlot.DENSITY, picture.getWidth());
    assertEquals(AccuracyPlot.HEIGHT * AccuracyPlot.DENSITY, picture.getHeight());
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count(), "no temporary file stays behind");
    }
  }

  @Test
  void aMissingFolderIsNamed() {
    Path png = folder.resolve("missing").resolve("plot.png");
    List<AccuracyCurve> curves = List.of(curve("a", OptionalDouble.empty(), 0.1));
    FileException e = assertThrows(FileException.class, () -> AccuracyPlot.write(png, "", curves));
    assertTrue(e.getMessage().contains("missing"), e.getMessage());
    assertFalse(Files.exists(png));
  }

  @Test
  void refusesWhatIsNoAccuracy() {
    OptionalDouble none = OptionalDouble.empty();
    assertThrows(IllegalArgumentException.class, () -> curve("per cent", none, 99.1));
    assertThrows(IllegalArgumentException.class, () -> curve("NaN", none, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> curve("empty", none));
    assertThrows(IllegalArgumentException.class, () -> curve("ANN", OptionalDouble.of(-0.1), 0.5));
    assertThrows(IllegalArgumentException.class, () -> AccuracyPlot.draw("", List.of()));
  }

  private static AccuracyCurve curve(String name, OptionalDouble ann, double... accuracy) {
    return new AccuracyCurve(name, DoubleStream.of(accuracy).boxed().toList(), ann);
  }

  /** The rows in which {@code colour} occurs, in the columns at these shares of the width. */
  private static int[] rows(BufferedImage picture, int colour, double... columns) {
    return Arrays.stream(columns)
        .mapToInt(share -> (int) (share * picture.getWidth()))
        .flatMap(
            x ->
                IntStream.range(0, picture.getHeight())
                    .filter(y -> (picture.getRGB(x, y) & 0xFFFFFF) == colour))
        .toArray();
  }

  private static long count(BufferedImage picture, int colour) {
    int[] pixels =
        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    return Arrays.stream(pixels).filter(pixel -> (pixel & 0xFFFFFF) == colour).count();
  }

  private static double mean(int[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static int min(int[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static int max(int[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }
}
