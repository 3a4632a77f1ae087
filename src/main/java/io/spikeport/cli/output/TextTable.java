package io.spikeport.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for the terminal: the first column and those without a heading to the left, the others to
 * the right.
 */
public final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... header) {
    rows.add(List.of(header));
  }

  public void row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(cells.length + " cells");
    }
    rows.add(List.of(cells));
  }

  public List<String> lines() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String padding = " ".repeat(widths[c] - row.get(c).length());
        boolean left = c == 0 || rows.get(0).get(c).isEmpty();
        line.append(c == 0 ? "" : "  ").append(left ? row.get(c) + padding : padding + row.get(c));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
