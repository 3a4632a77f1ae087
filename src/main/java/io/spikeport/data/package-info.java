/**
 * Data sets: images in a fixed order, with labels, read piece by piece. Samples are float32 arrays
 * of shape {@code [C,H,W]}, scaled and normalized only by {@code snn}. The kind of a file is
 * recognized by its first bytes.
 */
package io.spikeport.data;
