/**
 * Evaluates a model and looks closely at some images: wrongly classified ones and the spikes of a
 * few neurons. Memory does not grow with the size of the data set. The images that are shown are
 * chosen the same way on every run.
 */
package io.spikeport.report.examine;
