/**
 * The HTML report: one self-contained page with style sheet, script and data. Each section is a
 * function from records to markup. The page works without a network.
 */
package io.spikeport.report.html;
