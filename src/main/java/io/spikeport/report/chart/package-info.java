/**
 * The charts of the HTML report, drawn as SVG. Each chart takes records and a width in pixels.
 * Colors come from the page's style sheet.
 */
package io.spikeport.report.chart;
