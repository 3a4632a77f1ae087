/**
 * {@link SpikingModel}: a spiking graph with preprocessing, simulation defaults and provenance.
 * Formats write it and engines run it. It is immutable.
 */
package io.spikeport.snn;
