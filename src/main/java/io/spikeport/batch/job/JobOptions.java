package io.spikeport.batch.job;

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
 * @param diagnose whether each layer is compared with the trained network on the test images
 * @param suffix of the spiking model's file, for example {@code .snn}
 * @param allowLossy whether the file is written even if it says less than changes the result
 */
public record JobOptions(
    ConversionOptions conversion,
    Optional<AutoChoice> auto,
    DataSource calibration,
    Optional<DataSource> test,
    boolean diagnose,
    String suffix,
    boolean allowLossy) {

  public JobOptions {
    Objects.requireNonNull(conversion);
    Objects.requireNonNull(auto);
    Objects.requireNonNull(calibration);
    Objects.requireNonNull(test);
    Objects.requireNonNull(suffix);
    if (diagnose && test.isEmpty()) {
      throw new IllegalArgumentException("a diagnosis needs test images");
    }
  }

  /**
   * Bounds of the automatic choice.
   *
   * @param maximumDrop accuracy that may be lost, in points
   * @param mostTimesteps largest T
   */
  public record AutoChoice(double maximumDrop, int mostTimesteps) {}
}
