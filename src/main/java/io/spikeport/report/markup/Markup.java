package io.spikeport.report.markup;

/** A piece of a page. */
public sealed interface Markup permits Tag, Text, Verbatim {

  void writeTo(StringBuilder out);
}
