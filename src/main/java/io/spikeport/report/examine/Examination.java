package io.spikeport.report.examine;

import io.spikeport.simulation.Evaluation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model did on a data set, with some images looked at closely.
 *
 * @param evaluation accuracy, activity, speed
 * @param confusion which class was taken for which; empty without labels
 * @param mistakes a few wrongly classified images, those first that the trained network gets right
 * @param raster spikes over time for one image
 */
public record Examination(
    Evaluation evaluation,
    Optional<Confusion> confusion,
    List<Mistake> mistakes,
    Optional<Raster> raster) {

  public Examination {
    Objects.requireNonNull(evaluation);
    Objects.requireNonNull(confusion);
    mistakes = List.copyOf(mistakes);
    Objects.requireNonNull(raster);
  }

  /** An evaluation alone. */
  public static Examination of(Evaluation evaluation) {
    return new Examination(evaluation, Optional.empty(), List.of(), Optional.empty());
  }

  /** The same without what differs from run to run. */
  public Examination withoutTime() {
    return new Examination(evaluation.withoutTime(), confusion, mistakes, raster);
  }
}
