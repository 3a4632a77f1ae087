package io.spikeport.report.markup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An element of HTML or of SVG within it. Text and attribute values may be anything: they are
 * escaped as they are written, so that no name out of a file becomes markup. Every method returns
 * this element.
 */
public final class Tag implements Markup {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9:-]*");

  /** Elements that have no content and no end tag. */
  private static final Set<String> VOID = Set.of("meta", "img", "br", "col");

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Markup> children = new ArrayList<>();

  private Tag(String name) {
    this.name = checked(name);
  }

  public static Tag of(String name) {
    return new Tag(name);
  }

  /** An element of some classes, separated by blanks. */
  public static Tag of(String name, String classes) {
    return new Tag(name).attr("class", classes);
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name of an element or attribute: '" + name + "'");
    }
    return name;
  }

  public Tag attr(String attribute, String value) {
    attributes.put(checked(attribute), value);
    return this;
  }

  /** A number: a coordinate, to a tenth. */
  public Tag attr(String attribute, double value) {
    return attr(attribute, Notation.coordinate(value));
  }

  public Tag add(Markup... more) {
    children.addAll(List.of(more));
    return this;
  }

  public Tag addAll(List<? extends Markup> more) {
    children.addAll(more);
    return this;
  }

  public Tag text(String text) {
    return add(new Text(text));
  }

  @Override
  public void writeTo(StringBuilder out) {
    out.append('<').append(name);
    attributes.forEach(
        (attribute, value) -> {
          out.append(' ').append(attribute);
          if (!value.isEmpty()) {
            out.append("=\"").append(Text.escape(value)).append('"');
          }
        });
    out.append('>');
    if (!VOID.contains(name)) {
      children.forEach(child -> child.writeTo(out));
      out.append("</").append(name).append('>');
    }
  }
}
