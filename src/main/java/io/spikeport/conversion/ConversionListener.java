package io.spikeport.conversion;

/** Is told how a conversion goes on. */
public interface ConversionListener {

  /** Does nothing. */
  ConversionListener SILENT = new ConversionListener() {};

  /**
   * Calibration images that are done.
   *
   * @param done so far
   * @param total in all
   */
  default void calibrated(int done, int total) {}

  /**
   * Neuron layers that are tuned.
   *
   * @param done so far
   * @param total in all
   */
  default void tuned(int done, int total) {}

  /** Something that was decided, with the reason. */
  default void decided(Decision decision) {}

  /** A composition that the automatic choice tried. */
  default void tried(CompositionTrial trial) {}
}
