package io.spikeport.report.markup;

/** Our own style sheet, script, or JSON that was made safe for a script element. */
public record Verbatim(String content) implements Markup {

  public Verbatim {
    if (content.contains("</")) {
      throw new IllegalArgumentException("content that could end its element");
    }
  }

  @Override
  public void writeTo(StringBuilder out) {
    out.append(content);
  }
}
