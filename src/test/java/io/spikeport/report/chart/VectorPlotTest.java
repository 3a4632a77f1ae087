package io.spikeport.report.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.UsageException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** A plot is in the format that its name says. */
class VectorPlotTest {

  private static final List<AccuracyCurve> CURVES =
      List.of(
          new AccuracyCurve("a <b> (c) \\ é 漢", List.of(0.1, 0.5, 0.92), OptionalDouble.of(0.95)),
          new AccuracyCurve("other", List.of(0.2, 0.9), OptionalDouble.of(0.95)));

  @TempDir private Path folder;

  private Path write(String name) {
    Path file = folder.resolve(name);
    AccuracyPlot.write(file, "Accuracy (of 10 %)", CURVES);
    return file;
  }

  @Test
  void svg() throws Exception {
    byte[] bytes = Files.readAllBytes(write("a.svg"));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(bytes));
    assertEquals("svg", document.getDocumentElement().getTagName());
    assertEquals("http://www.w3.org/2000/svg", document.getDocumentElement().getAttribute("xmlns"));
    assertTrue(document.getElementsByTagName("polyline").getLength() > 10);
    String text = document.getDocumentElement().getTextContent();
    assertTrue(text.contains("a <b> (c) \\ é 漢: 92.00 % at T = 3"), text);
    assertTrue(text.contains("ANN: 95.00 %"), text);
  }

  @Test
  void pdf() throws Exception {
    byte[] bytes = Files.readAllBytes(write("a.PDF"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("%PDF-1.4\n") && text.endsWith("\n%%EOF\n"));
    // Every offset of the table is where its object starts.
    int table = Integer.parseInt(text.replaceAll("(?s).*startxref\n(\\d+)\n.*", "$1"));
    assertTrue(text.startsWith("xref\n0 6\n", table));
    Matcher offsets = Pattern.compile("(\\d{10}) 00000 n ").matcher(text.substring(table));
    int object = 0;
    while (offsets.find()) {
      object++;
      assertTrue(text.startsWith(object + " 0 obj\n", Integer.parseInt(offsets.group(1))));
    }
    assertEquals(5, object);
    Matcher stream = Pattern.compile("/Length (\\d+) >>\nstream\n").matcher(text);
    assertTrue(stream.find());
    assertTrue(text.startsWith("\nendstream", stream.end() + Integer.parseInt(stream.group(1))));
    assertTrue(text.contains("(a <b> \\(c\\) \\\\ é ?: 92.00 % at T = 3) Tj"), text);
  }

  @Test
  void png() throws Exception {
    assertEquals(1600, ImageIO.read(write("a.png").toFile()).getWidth());
  }

  @Test
  void theSameBytesEachTime() throws Exception {
    for (String suffix : List.of(".svg", ".pdf")) {
      assertArrayEquals(
          Files.readAllBytes(write("a" + suffix)), Files.readAllBytes(write("b" + suffix)));
    }
  }

  @Test
  void theLegendIsBelowThePlot() {
    double lowest =
        VectorPlot.of("", CURVES).marks().stream()
            .filter(Mark.Line.class::isInstance)
            .flatMap(mark -> ((Mark.Line) mark).points().stream())
            .filter(point -> point.x() > 100)
            .mapToDouble(Mark.Point::y)
            .max()
            .orElseThrow();
    VectorPlot.of("", CURVES).marks().stream()
        .filter(mark -> mark instanceof Mark.Label label && label.text().contains(": "))
        .forEach(mark -> assertTrue(((Mark.Label) mark).y() - 13 > lowest, mark.toString()));
  }

  @Test
  void anotherSuffixIsRefused() {
    assertEquals(
        "--plot: expected a name ending in .png, .svg or .pdf, found 'plot.eps'",
        assertThrows(UsageException.class, () -> PlotFormat.of(Path.of("plot.eps"))).getMessage());
  }
}
