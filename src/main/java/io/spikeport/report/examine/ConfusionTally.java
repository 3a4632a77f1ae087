package io.spikeport.report.examine;

import io.spikeport.simulation.contract.ImageResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts which class was taken for which. */
final class ConfusionTally {

  private final List<Integer> labels;
  private final int classes;

  /** By label · classes + prediction. */
  private final Map<Long, Integer> counts = new TreeMap<>();

  ConfusionTally(List<Integer> labels, int classes) {
    this.labels = labels;
    this.classes = classes;
  }

  void add(ImageResult result) {
    long cell = (long) labels.get(result.index()) * classes + result.prediction();
    counts.merge(cell, 1, Integer::sum);
  }

  Confusion confusion(List<String> names) {
    List<Confusion.Cell> cells = new ArrayList<>();
    counts.forEach(
        (cell, count) ->
            cells.add(new Confusion.Cell((int) (cell / classes), (int) (cell % classes), count)));
    return new Confusion(classes, names, cells);
  }
}
