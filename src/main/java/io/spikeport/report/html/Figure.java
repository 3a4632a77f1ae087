package io.spikeport.report.html;

import io.spikeport.report.chart.Drawing;
import io.spikeport.report.markup.Tag;
import java.util.List;

/** Puts a drawing on the page: in two widths, of which the screen's shows, and with a legend. */
final class Figure {

  private final Ids ids;

  Figure(Ids ids) {
    this.ids = ids;
  }

  /** Names that are given once in a page. */
  static final class Ids {

    private int last;

    String next(String kind) {
      last++;
      return kind + last;
    }
  }

  /**
   * @param title what it is, for those who do not see it
   * @param description what there is to see
   * @param wide the larger width
   */
  Tag of(String title, String description, int wide, Drawing drawing) {
    Tag plot =
        Tag.of("div", "plot")
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", title + ": arrow keys read the values");
    boolean two = wide > Drawing.NARROW;
    plot.add(
        Tag.of("div", !two ? "only" : wide < Drawing.WIDE ? "wide half" : "wide")
            .add(drawing.draw(wide).svg(ids.next("c"), title, description)));
    if (two) {
      plot.add(
          Tag.of("div", "narrow")
              .add(drawing.draw(Drawing.NARROW).svg(ids.next("c"), title, description)));
    }
    return plot;
  }

  /** Names of colours, in the order of the classes s0, s1 … */
  static Tag legend(List<Key> keys) {
    Tag list = Tag.of("ul", "legend");
    for (Key key : keys) {
      Tag sample =
          Tag.of("svg", "key")
              .attr("viewBox", "0 0 24 12")
              .attr("width", 24)
              .attr("height", 12)
              .attr("aria-hidden", "true")
              .add(key.sample());
      list.add(Tag.of("li").add(sample).add(Tag.of("span", "name").text(key.text())));
    }
    return list;
  }

  /** One entry of a legend. */
  record Key(Tag sample, String text) {

    static Key line(String classes, String text) {
      return new Key(Tag.of("path", classes).attr("d", "M1 6H23"), text);
    }

    static Key area(String classes, String text) {
      Tag area = Tag.of("rect", classes).attr("x", 6).attr("width", 12).attr("height", 12);
      return new Key(area.attr("rx", 2), text);
    }
  }
}
