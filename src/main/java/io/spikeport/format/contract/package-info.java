/**
 * What all formats share: options, the list of what a file cannot express, and the interface of a
 * format. It imports none of the formats. A new format starts by implementing {@link ModelFormat}.
 */
package io.spikeport.format.contract;
