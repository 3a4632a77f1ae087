package io.spikeport.report.chart;

import io.spikeport.report.markup.Notation;
import io.spikeport.report.markup.Tag;
import java.util.ArrayList;
import java.util.List;

/** A picture in SVG. Colours come from the page's style sheet, by class. */
public final class Canvas {

  private final int width;
  private final double height;
  private final List<Tag> shapes = new ArrayList<>();

  Canvas(int width, double height) {
    this.width = width;
    this.height = height;
  }

  int width() {
    return width;
  }

  Canvas add(Tag shape) {
    shapes.add(shape);
    return this;
  }

  void line(String classes, double x1, double y1, double x2, double y2) {
    add(Tag.of("line", classes).attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2));
  }

  Tag rect(String classes, double x, double y, double w, double h) {
    Tag rect =
        Tag.of("rect", classes)
            .attr("x", x)
            .attr("y", y)
            .attr("width", Math.max(0, w))
            .attr("height", Math.max(0, h));
    add(rect);
    return rect;
  }

  /**
   * @param anchor start, middle or end
   */
  void text(String classes, String anchor, double x, double y, String text) {
    Tag tag = Tag.of("text", classes).attr("x", x).attr("y", y).text(text);
    add(anchor.equals("start") ? tag : tag.attr("text-anchor", anchor));
  }

  void path(String classes, String d) {
    add(Tag.of("path", classes).attr("d", d));
  }

  /** Where the pointer or the keyboard reads a value; {@code tip} says it, in lines. */
  Tag hit(double x, double y, double w, double h, String tip) {
    return rect("hit", x, y, w, h).attr("data-tip", tip);
  }

  /** Horizontal lines with labels, for a vertical axis. */
  void rows(Axis y, double step, double left, double right, String unit) {
    for (double tick : y.ticks(step)) {
      line("grid", left, y.at(tick), right, y.at(tick));
      text("tick", "end", left - 6, y.at(tick) + 4, Notation.tick(tick, step) + unit);
    }
  }

  public Tag svg(String id, String title, String description) {
    return Tag.of("svg")
        .attr("viewBox", "0 0 " + width + " " + Notation.coordinate(height))
        .attr("width", width)
        .attr("height", height)
        .attr("role", "img")
        .attr("aria-labelledby", id + "-t")
        .attr("aria-describedby", id + "-d")
        .add(Tag.of("title").attr("id", id + "-t").text(title))
        .add(Tag.of("desc").attr("id", id + "-d").text(description))
        .addAll(shapes);
  }
}
