package io.spikeport.report;

/** A piece of a page. */
sealed interface Markup permits Tag, Text, Verbatim {

  void writeTo(StringBuilder out);
}
