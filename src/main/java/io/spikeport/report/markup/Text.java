package io.spikeport.report.markup;

/** Text, whatever is in it. */
public record Text(String text) implements Markup {

  /** What stands for characters that HTML does not allow. */
  private static final char REPLACEMENT = '\uFFFD';

  @Override
  public void writeTo(StringBuilder out) {
    out.append(escape(text));
  }

  /** For text and for attribute values in double quotes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(point) ? point : REPLACEMENT);
              }
            });
    return escaped.toString();
  }

  private static boolean isAllowed(int point) {
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return point == '\n' || point == '\t' || !(Character.isISOControl(point) || surrogate);
  }
}
