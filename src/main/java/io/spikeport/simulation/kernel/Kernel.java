package io.spikeport.simulation.kernel;

/**
 * One step of a {@link io.spikeport.simulation.plan.Plan}: computes its output's rows from its
 * inputs' rows.
 */
public interface Kernel {

  /**
   * Computes the first rows.
   *
   * @param rows number of rows to compute; they are consecutive timesteps
   */
  void run(int rows);

  /** Forgets everything about the last image. */
  default void reset() {}

  /** Starts the next image of a stream: state stays, counts begin anew. */
  default void nextImage() {}

  /** Frees memory that only this kernel uses. */
  default void close() {}
}
