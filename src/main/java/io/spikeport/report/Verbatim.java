package io.spikeport.report;

/** Our own style sheet, script, or JSON that was made safe for a script element. */
record Verbatim(String content) implements Markup {

  Verbatim {
    if (content.contains("</")) {
      throw new IllegalArgumentException("content that could end its element");
    }
  }

  @Override
  public void writeTo(StringBuilder out) {
    out.append(content);
  }
}
