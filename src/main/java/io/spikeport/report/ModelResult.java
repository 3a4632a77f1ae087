package io.spikeport.report;

import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.report.examine.Examination;
import io.spikeport.snn.SpikingModel;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured of one spiking model on one data set.
 *
 * @param name what tables and legends call it
 * @param origin where it comes from and how it was run
 * @param examination what it did
 * @param cost what it costs
 * @param activations what calibration saw, one entry per neuron layer that it knows
 * @param annAccuracy the share of right answers of the network that it was converted from, in 0…1
 * @param diagnosis why it is worse than that network
 */
public record ModelResult(
    String name,
    Origin origin,
    Examination examination,
    Cost cost,
    List<ActivationSummary> activations,
    OptionalDouble annAccuracy,
    Optional<Diagnosis> diagnosis) {

  public ModelResult {
    Objects.requireNonNull(name);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(examination);
    Objects.requireNonNull(cost);
    activations = List.copyOf(activations);
    Objects.requireNonNull(annAccuracy);
    Objects.requireNonNull(diagnosis);
  }

  /** The result of examining a model; what follows from the model itself is taken from it. */
  public static ModelResult of(
      String name,
      SpikingModel model,
      Origin origin,
      Examination examination,
      OptionalDouble annAccuracy,
      Optional<Diagnosis> diagnosis) {
    return new ModelResult(
        name,
        origin,
        examination,
        Cost.of(model.graph(), examination.evaluation()),
        model.provenance().layers().stream().map(ActivationSummary::of).toList(),
        annAccuracy,
        diagnosis);
  }

  /** The share of right answers after each timestep; empty without labels. */
  public List<Double> accuracy() {
    return examination.evaluation().accuracy().orElse(List.of());
  }

  /** The share of right answers after the last timestep. */
  public OptionalDouble finalAccuracy() {
    List<Double> all = accuracy();
    return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(all.get(all.size() - 1));
  }

  /** T. */
  public int timesteps() {
    return examination.evaluation().timesteps();
  }
}
