package io.spikeport.data;

import io.spikeport.tensor.Shape;

/**
 * Images in a fixed order, read piece by piece so that memory does not grow with their number. All
 * samples have one shape, channels first.
 */
public interface Dataset {

  /** Number of samples; at least 1. */
  int size();

  /** Shape of one sample, {@code [C,H,W]}, or whatever else the file holds per sample. */
  Shape sampleShape();

  /**
   * Reads consecutive samples, row-major, one after the other.
   *
   * @param first index of the first sample
   * @param count number of samples
   * @param target receives {@code count · sampleShape().size()} values from position 0 on
   * @throws io.spikeport.error.DataException if a sample is malformed
   * @throws io.spikeport.error.FileException if the file cannot be read
   */
  void read(int first, int count, float[] target);

  /** For messages: the file or folder that the samples come from. */
  String source();
}
