/**
 * HTML and SVG as a tree, escaped when it is written. Numbers are formatted here for people to
 * read. It knows nothing about models.
 */
package io.spikeport.report.markup;
