package io.spikeport.report.examine;

import java.util.List;

/**
 * Which class was taken for which after the last timestep.
 *
 * @param classes number of classes
 * @param names their names; empty if unknown
 * @param cells the pairs that occurred, by label, then by prediction
 */
public record Confusion(int classes, List<String> names, List<Cell> cells) {

  public Confusion {
    names = List.copyOf(names);
    cells = List.copyOf(cells);
  }

  /**
   * One pair.
   *
   * @param label the right class
   * @param prediction the model's
   * @param images how often
   */
  public record Cell(int label, int prediction, int images) {}

  /** A class's name, or its number. */
  public String name(int index) {
    return index < names.size() ? names.get(index) : String.valueOf(index);
  }
}
