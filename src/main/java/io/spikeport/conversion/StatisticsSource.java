package io.spikeport.conversion;

import io.spikeport.calibration.ActivationStatistics;
import java.util.function.Supplier;

/**
 * Where a conversion's activation statistics come from: measured there and then, or from an earlier
 * conversion of the same model with the same images, preprocessing and granularity.
 */
@FunctionalInterface
public interface StatisticsSource {

  /** Measures them every time. */
  StatisticsSource MEASURED = Supplier::get;

  /**
   * Gives the statistics.
   *
   * @param measure measures them
   */
  ActivationStatistics statistics(Supplier<ActivationStatistics> measure);
}
