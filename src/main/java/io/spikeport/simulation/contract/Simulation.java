package io.spikeport.simulation.contract;

import io.spikeport.data.Dataset;

/**
 * A spiking model made ready to run on images by an {@link io.spikeport.simulation.Engine}. Memory
 * does not grow with the number of images. One call at a time; close it to free native memory.
 */
public interface Simulation extends AutoCloseable {

  /**
   * Simulates the first images of a data set.
   *
   * @param images number of images, at most the data set's size
   * @param listener receives each image's result, in order
   * @throws io.spikeport.error.DataException if the images do not fit the model, or one holds a
   *     value that is no number
   */
  void run(Dataset data, int images, ImageListener listener);

  /** Simulates all images of a data set. */
  default void run(Dataset data, ImageListener listener) {
    run(data, data.size(), listener);
  }

  @Override
  void close();
}
