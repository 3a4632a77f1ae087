package io.spikeport.report.chart;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How often one spiking model is right, by timestep.
 *
 * @param name what the legend calls it
 * @param accuracy the share of right answers after timestep 1, 2, … T, each in 0…1; at least one
 * @param annAccuracy the share of right answers of the network that it was converted from, in 0…1
 */
public record AccuracyCurve(String name, List<Double> accuracy, OptionalDouble annAccuracy) {

  public AccuracyCurve {
    Objects.requireNonNull(name);
    accuracy = List.copyOf(accuracy);
    if (accuracy.isEmpty()) {
      throw new IllegalArgumentException("accuracy curve '" + name + "' has no timestep");
    }
    accuracy.forEach(AccuracyCurve::requireShare);
    annAccuracy.ifPresent(AccuracyCurve::requireShare);
  }

  private static void requireShare(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("expected an accuracy in 0…1, found " + value);
    }
  }

  /** T, the number of timesteps. */
  int timesteps() {
    return accuracy.size();
  }

  /** The accuracy after the last timestep. */
  double last() {
    return accuracy.get(accuracy.size() - 1);
  }
}
