package io.spikeport.batch;

import io.spikeport.conversion.Conversion;
import io.spikeport.graph.Graph;
import io.spikeport.simulation.Energy;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.LayerActivity;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The parts of a record, from what a job computed. */
final class Records {

  private Records() {}

  static JobRecord.ConversionResult of(Conversion conversion) {
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
        conversion.notes());
  }

  private static JobRecord.LayerResult of(LayerStatistics layer) {
    List<Float> scales = new ArrayList<>();
    for (int c = 0; c < layer.scale().size(); c++) {
      scales.add(layer.scale().get(c));
    }
    return new JobRecord.LayerResult(layer.layer(), layer.maximum(), layer.mean(), scales);
  }

  /**
   * @param graph of the spiking model
   */
  static JobRecord.EvaluationResult of(Graph graph, Evaluation evaluation, OptionalDouble ann) {
    return new JobRecord.EvaluationResult(
        evaluation.images(),
        evaluation.timesteps(),
        evaluation.accuracy().orElse(null),
        ann.isPresent() ? ann.getAsDouble() : null,
        evaluation.layers().stream().map(LayerActivity::layer).toList(),
        evaluation.layers().stream().map(LayerActivity::neurons).toList(),
        evaluation.layers().stream().map(LayerActivity::firingRate).toList(),
        evaluation.synapticOperationsPerImage(),
        Energy.relativeToAnn(graph, evaluation.synapticOperationsPerImage()));
  }
}
