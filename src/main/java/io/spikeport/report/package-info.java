/**
 * The content of an evaluation report as records, and its JSON. A record's component is a key in
 * the JSON. Drawing and writing the page is left to the sub-packages.
 */
package io.spikeport.report;
