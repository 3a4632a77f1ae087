package io.spikeport.batch.job;

import java.util.List;
import java.util.Optional;

/**
 * The figures of a job that is done.
 *
 * @param timesteps T
 * @param neuronLayers how many
 * @param parity largest difference to ONNX Runtime, relative to the largest output
 * @param evaluation what the model did on the test data, if there was any
 */
public record JobSummary(
    int timesteps, int neuronLayers, double parity, Optional<Evaluated> evaluation) {

  /**
   * Figures on the test data.
   *
   * @param accuracy after each timestep, 0 to 1; empty without labels
   * @param annAccuracy the trained network's
   * @param synapticOperationsPerImage mean over images
   * @param energyRelativeToAnn estimate, 1 for the trained network's
   * @param warnings what makes the figures doubtful
   */
  public record Evaluated(
      int images,
      List<Double> accuracy,
      Optional<Double> annAccuracy,
      double synapticOperationsPerImage,
      double energyRelativeToAnn,
      List<String> warnings) {

    public Evaluated {
      accuracy = List.copyOf(accuracy);
      warnings = List.copyOf(warnings);
    }

    /** Accuracy after the last timestep. */
    public Optional<Double> finalAccuracy() {
      return accuracy.isEmpty() ? Optional.empty() : Optional.of(accuracy.get(accuracy.size() - 1));
    }
  }

  public static JobSummary of(JobRecord record) {
    JobRecord.ConversionResult conversion = record.conversion();
    return new JobSummary(
        conversion.timesteps(),
        conversion.layers().size(),
        conversion.parityMaximumRelative(),
        Optional.ofNullable(record.evaluation())
            .map(
                evaluation ->
                    new Evaluated(
                        evaluation.images(),
                        Optional.ofNullable(evaluation.accuracy()).orElse(List.of()),
                        Optional.ofNullable(evaluation.annAccuracy()),
                        evaluation.synapticOperationsPerImage(),
                        evaluation.energyRelativeToAnn(),
                        evaluation.warnings())));
  }
}
