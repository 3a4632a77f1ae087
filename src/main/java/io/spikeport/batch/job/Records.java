package io.spikeport.batch.job;

import io.spikeport.conversion.Conversion;
import io.spikeport.format.contract.Loss;
import io.spikeport.report.ModelResult;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.contract.LayerActivity;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The parts of a record, from what a job computed. */
public final class Records {

  private Records() {}

  /**
   * @param losses what the model's file does not say
   */
  public static JobRecord.ConversionResult of(Conversion conversion, List<Loss> losses) {
    Provenance provenance = conversion.model().provenance();
    return new JobRecord.ConversionResult(
        conversion.model().defaults().timesteps(),
        provenance.samples(),
        provenance.normalization(),
        provenance.granularity(),
        conversion.parity().maximumAbsolute(),
        conversion.parity().maximumRelative(),
        provenance.layers().stream().map(Records::of).toList(),
        provenance.approximations(),
        Stream.concat(conversion.notes().stream(), losses.stream().map(Loss::toString)).toList());
  }

  private static JobRecord.LayerResult of(LayerStatistics layer) {
    List<Float> scales = new ArrayList<>();
    for (int c = 0; c < layer.scale().size(); c++) {
      scales.add(layer.scale().get(c));
    }
    return new JobRecord.LayerResult(layer.layer(), layer.maximum(), layer.mean(), scales);
  }

  public static JobRecord.EvaluationResult of(ModelResult measured, List<String> warnings) {
    Evaluation evaluation = measured.examination().evaluation();
    return new JobRecord.EvaluationResult(
        evaluation.images(),
        evaluation.timesteps(),
        evaluation.accuracy().orElse(null),
        measured.annAccuracy().isPresent() ? measured.annAccuracy().getAsDouble() : null,
        evaluation.layers().stream().map(LayerActivity::layer).toList(),
        evaluation.layers().stream().map(LayerActivity::neurons).toList(),
        evaluation.layers().stream().map(LayerActivity::firingRate).toList(),
        evaluation.synapticOperationsPerImage(),
        measured.cost().relativeEnergy(),
        warnings);
  }
}
