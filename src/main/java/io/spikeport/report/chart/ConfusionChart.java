package io.spikeport.report.chart;

import io.spikeport.report.examine.Confusion;
import io.spikeport.report.markup.Notation;
import java.util.Locale;

/** The confusion matrix of a few classes: a row per label, a column per prediction. */
public record ConfusionChart(Confusion confusion) implements Drawing {

  /** More classes than these cannot be read as a matrix. */
  public static final int MOST_CLASSES = 20;

  /** Text on the strongest colour is still readable. */
  private static final double STRONGEST = 0.5;

  private static final double LEFT = 62;
  private static final double TOP = 44;

  @Override
  public Canvas draw(int width) {
    int classes = confusion.classes();
    double cell = Math.min(44, (width - LEFT - 2) / classes);
    Canvas canvas = new Canvas(width, TOP + cell * classes + 4);
    canvas.text("axis", "start", LEFT, 13, "predicted");
    canvas.text("axis", "start", 0, 36, "label");
    int[] rows = new int[classes];
    confusion.cells().forEach(c -> rows[c.label()] += c.images());
    for (int i = 0; i < classes; i++) {
      String name = confusion.name(i);
      double middle = cell * (i + 0.5) + 4;
      canvas.text("tick", "end", LEFT - 6, TOP + middle, ShortName.of(name, LEFT - 8));
      canvas.text("tick", "middle", LEFT + cell * (i + 0.5), 36, ShortName.of(name, cell));
    }
    canvas.path("track", cells(cell));
    double mostWrong =
        confusion.cells().stream()
            .filter(c -> c.label() != c.prediction())
            .mapToDouble(Confusion.Cell::images)
            .max()
            .orElse(1);
    for (Confusion.Cell pair : confusion.cells()) {
      cell(canvas, pair, cell, rows[pair.label()], mostWrong);
    }
    return canvas;
  }

  /** All cells, as one shape. */
  private String cells(double size) {
    StringBuilder path = new StringBuilder();
    String side = Notation.coordinate(size - 2);
    for (int row = 0; row < confusion.classes(); row++) {
      for (int column = 0; column < confusion.classes(); column++) {
        path.append(AccuracyChart.point('M', LEFT + column * size + 1, TOP + row * size + 1))
            .append('h')
            .append(side)
            .append('v')
            .append(side)
            .append("h-")
            .append(side)
            .append('z');
      }
    }
    return path.toString();
  }

  private void cell(Canvas canvas, Confusion.Cell pair, double size, int inRow, double mostWrong) {
    boolean right = pair.label() == pair.prediction();
    double x = LEFT + pair.prediction() * size;
    double y = TOP + pair.label() * size;
    double strength =
        right
            ? STRONGEST * pair.images() / inRow
            : 0.12 + (STRONGEST - 0.12) * Math.sqrt(pair.images() / Math.max(mostWrong, 5));
    canvas
        .rect(right ? "f0" : "f1", x + 1, y + 1, size - 2, size - 2)
        .attr("fill-opacity", String.format(Locale.US, "%.2f", strength));
    if (size >= 22) {
      canvas.text(
          size >= 34 ? "cell" : "cell small",
          "middle",
          x + size / 2,
          y + size / 2 + 4,
          String.valueOf(pair.images()));
    }
    canvas.hit(
        x,
        y,
        size,
        size,
        "label "
            + confusion.name(pair.label())
            + ", predicted "
            + confusion.name(pair.prediction())
            + "\n"
            + Notation.whole(pair.images())
            + " of "
            + Notation.whole(inRow)
            + " images");
  }
}
