package io.spikeport.report.chart;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes a vector drawing as a PDF of one page (ISO 32000-1), with the standard font Helvetica and
 * its WinAnsi characters; others become question marks. No times are in it: the same drawing gives
 * the same bytes.
 */
final class PdfDrawing {

  private static final Charset CHARACTERS = Charset.forName("windows-1252");

  /** Widths of Helvetica's digits and point, in thousandths of its size. */
  private static final double DIGIT = 0.556;

  private static final double POINT = 0.278;

  private PdfDrawing() {}

  static byte[] of(VectorPlot plot) {
    byte[] content = content(plot).getBytes(CHARACTERS);
    List<byte[]> objects =
        List.of(
            ascii("<< /Type /Catalog /Pages 2 0 R >>"),
            ascii("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
            ascii(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
                    + plot.width()
                    + " "
                    + plot.height()
                    + "] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"),
            joined(
                ascii("<< /Length " + content.length + " >>\nstream\n"),
                content,
                ascii("\nendstream")),
            ascii(
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
                    + " >>"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii("%PDF-1.4\n"));
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      offsets.add(out.size());
      out.writeBytes(joined(ascii(i + 1 + " 0 obj\n"), objects.get(i), ascii("\nendobj\n")));
    }
    int start = out.size();
    StringBuilder table = new StringBuilder("xref\n0 6\n0000000000 65535 f \n");
    offsets.forEach(at -> table.append(String.format(Locale.ROOT, "%010d 00000 n \n", at)));
    table.append("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n").append(start);
    out.writeBytes(ascii(table.append("\n%%EOF\n").toString()));
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String content(VectorPlot plot) {
    StringBuilder out = new StringBuilder();
    for (Mark mark : plot.marks()) {
      if (mark instanceof Mark.Line line) {
        stroke(out, line, plot.height());
      } else if (mark instanceof Mark.Label label) {
        write(out, label, plot.height());
      }
    }
    return out.toString();
  }

  private static void stroke(StringBuilder out, Mark.Line line, int height) {
    int rgb = line.color();
    out.append(share(rgb >> 16)).append(share(rgb >> 8)).append(share(rgb)).append("RG ");
    out.append(number(line.width())).append("w [");
    line.dash().forEach(length -> out.append(length).append(' '));
    out.append("] 0 d\n");
    String command = "m\n";
    for (Mark.Point point : line.points()) {
      out.append(number(point.x())).append(number(height - point.y())).append(command);
      command = "l\n";
    }
    out.append("S\n");
  }

  private static void write(StringBuilder out, Mark.Label label, int height) {
    double x = label.x();
    if (label.ends()) { // only numbers do
      for (char c : label.text().toCharArray()) {
        x -= label.size() * (Character.isDigit(c) ? DIGIT : POINT);
      }
    }
    String text = label.text().replaceAll("[\\\\()]", "\\\\$0").replaceAll("\\p{Cntrl}", " ");
    out.append("0.2 0.2 0.2 rg BT /F ").append(number(label.size())).append("Tf ");
    out.append(number(x)).append(number(height - label.y())).append("Td (");
    out.append(text).append(") Tj ET\n");
  }

  private static String share(int bits) {
    return String.format(Locale.US, "%.3f ", (bits & 0xff) / 255.0);
  }

  private static String number(double value) {
    return String.format(Locale.US, "%.2f ", value);
  }
}
