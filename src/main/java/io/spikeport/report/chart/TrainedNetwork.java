package io.spikeport.report.chart;

import io.spikeport.report.ModelResult;
import io.spikeport.report.markup.Notation;
import java.util.List;

/**
 * A trained network that models were converted from, in a chart of them.
 *
 * @param name what tells it from the others; empty if there is one only
 * @param accuracy the share of right answers, in 0…1
 */
public record TrainedNetwork(String name, double accuracy) {

  /** The networks whose accuracy is known, each once. */
  public static List<TrainedNetwork> of(List<ModelResult> models) {
    List<ModelResult> known = models.stream().filter(m -> m.annAccuracy().isPresent()).toList();
    boolean several = known.stream().map(TrainedNetwork::file).distinct().count() > 1;
    return known.stream()
        .map(
            model ->
                new TrainedNetwork(several ? file(model) : "", model.annAccuracy().getAsDouble()))
        .distinct()
        .toList();
  }

  private static String file(ModelResult model) {
    return model.origin().provenance().source().name();
  }

  /** For legends and tips. */
  public String words() {
    return (name.isEmpty() ? "ANN: " : "ANN " + name + ": ") + Notation.percent(accuracy);
  }
}
