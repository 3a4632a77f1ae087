package io.spikeport.batch;

import io.spikeport.conversion.ConversionOptions;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that decides what a job makes of a model.
 *
 * @param conversion how it is converted
 * @param auto what {@code --preset auto} may choose; empty for the other presets
 * @param calibration calibration images
 * @param test images to evaluate the spiking model on, if it is to be evaluated
 * @param suffix of the spiking model's file, for example {@code .snn}
 */
public record JobOptions(
    ConversionOptions conversion,
    Optional<AutoChoice> auto,
    DataSource calibration,
    Optional<DataSource> test,
    String suffix) {

  public JobOptions {
    Objects.requireNonNull(conversion);
    Objects.requireNonNull(auto);
    Objects.requireNonNull(calibration);
    Objects.requireNonNull(test);
    Objects.requireNonNull(suffix);
  }

  /**
   * Bounds of the automatic choice.
   *
   * @param maximumDrop accuracy that may be lost, in points
   * @param mostTimesteps largest T
   */
  public record AutoChoice(double maximumDrop, int mostTimesteps) {}
}
