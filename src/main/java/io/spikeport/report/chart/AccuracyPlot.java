package io.spikeport.report.chart;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import io.spikeport.file.AtomicFile;
import io.spikeport.report.examine.Png;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/**
 * Draws accuracy against timesteps: one line per spiking model, and the accuracy of the network it
 * was converted from as a dashed one. Needs no display.
 */
public final class AccuracyPlot {

  static final int WIDTH = 800;
  static final int HEIGHT = 480;

  /** Pixels per point, so that the picture stays sharp on a dense screen. */
  static final int DENSITY = 2;

  private AccuracyPlot() {}

  /**
   * Writes the curves in the format that the file's suffix names, replacing what is there.
   *
   * @param title stands above the plot; empty for none
   * @param curves at least one
   * @throws FileException if the file cannot be written or, for a PNG picture, Java has no fonts to
   *     draw text with
   */
  public static void write(Path file, String title, List<AccuracyCurve> curves) {
    switch (PlotFormat.of(file)) {
      case PNG -> png(file, title, curves);
      case SVG ->
          AtomicFile.write(
              file, VectorPlot.of(title, curves).svg().getBytes(StandardCharsets.UTF_8));
      case PDF -> AtomicFile.write(file, PdfDrawing.of(VectorPlot.of(title, curves)));
    }
  }

  private static void png(Path png, String title, List<AccuracyCurve> curves) {
    requireFonts(png);
    BufferedImage picture = draw(title, curves);
    AtomicFile.write(png, out -> Png.write(picture, out));
  }

  static BufferedImage draw(String title, List<AccuracyCurve> curves) {
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("nothing to plot");
    }
    XYChart chart = PlotStyle.chart(WIDTH, HEIGHT, title);
    int timesteps = curves.stream().mapToInt(AccuracyCurve::timesteps).max().orElseThrow();
    PlotStyle.axes(chart, timesteps, VectorPlot.floor(curves));
    for (int i = 0; i < curves.size(); i++) {
      addCurve(chart, curves.get(i), i);
    }
    addReferences(chart, curves, timesteps);

    BufferedImage picture =
        new BufferedImage(WIDTH * DENSITY, HEIGHT * DENSITY, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.scale(DENSITY, DENSITY);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return picture;
  }

  private static void addCurve(XYChart chart, AccuracyCurve curve, int index) {
    double[] timestep = IntStream.rangeClosed(1, curve.timesteps()).asDoubleStream().toArray();
    double[] percent = curve.accuracy().stream().mapToDouble(share -> 100 * share).toArray();
    // The key must be unique, which names need not be.
    XYSeries series = chart.addSeries("curve " + index, timestep, percent);
    series.setLabel(
        String.format(
            Locale.US,
            "%s: %.2f %% at T = %d",
            curve.name(),
            100 * curve.last(),
            curve.timesteps()));
    PlotStyle.curve(series, index, curve.timesteps());
  }

  /** One line for all curves that share an ANN accuracy, one for each curve where they differ. */
  private static void addReferences(XYChart chart, List<AccuracyCurve> curves, int timesteps) {
    double[] different =
        curves.stream()
            .map(AccuracyCurve::annAccuracy)
            .flatMapToDouble(OptionalDouble::stream)
            .distinct()
            .toArray();
    for (double share : different) {
      double[] ends = {0, PlotStyle.end(timesteps)};
      double[] level = {100 * share, 100 * share};
      XYSeries series = chart.addSeries("ann " + share, ends, level);
      int first = firstWith(curves, share);
      String whose = different.length == 1 ? "ANN" : "ANN of " + curves.get(first).name();
      series.setLabel(String.format(Locale.US, "%s: %.2f %%", whose, 100 * share));
      PlotStyle.reference(
          series, different.length == 1 ? OptionalInt.empty() : OptionalInt.of(first));
    }
  }

  private static int firstWith(List<AccuracyCurve> curves, double share) {
    return IntStream.range(0, curves.size())
        .filter(i -> curves.get(i).annAccuracy().equals(OptionalDouble.of(share)))
        .findFirst()
        .orElseThrow();
  }

  /** A Java without fonts fails deep inside its drawing code, in a different way on each system. */
  private static void requireFonts(Path png) {
    try {
      BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = probe.createGraphics();
      graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12)).stringWidth("%");
      graphics.dispose();
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw new FileException(
          Problem.mismatch(
              png.toString(),
              "fonts to draw the plot's text with",
              "none (" + e.getMessage() + ")",
              "install fontconfig and a font (Debian: fontconfig fonts-dejavu-core)"),
          e);
    }
  }
}
