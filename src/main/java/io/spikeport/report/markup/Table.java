package io.spikeport.report.markup;

import java.util.List;

/** A table: the first column names the row. */
public final class Table {

  private final Tag head = Tag.of("tr");
  private final Tag body = Tag.of("tbody");
  private final String caption;

  public Table(String caption, String... columns) {
    this(caption, List.of(columns));
  }

  public Table(String caption, List<String> columns) {
    this.caption = caption;
    columns.forEach(column -> head.add(Tag.of("th").attr("scope", "col").text(column)));
  }

  public Table row(String name, String... cells) {
    return row(name, List.of(cells));
  }

  public Table row(String name, List<String> cells) {
    Tag row = Tag.of("tr").add(Tag.of("th", "name").attr("scope", "row").text(name));
    cells.forEach(cell -> row.add(Tag.of("td").text(cell)));
    body.add(row);
    return this;
  }

  /** The table, which can be scrolled sideways where it is too wide. */
  public Tag tag() {
    return Tag.of("div", "scroll")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", caption)
        .add(Tag.of("table").add(Tag.of("caption").text(caption), Tag.of("thead").add(head), body));
  }

  /** The table behind a line that opens it. */
  public Tag folded() {
    return Tag.of("details", "fold").add(Tag.of("summary").text("As a table: " + caption), tag());
  }
}
