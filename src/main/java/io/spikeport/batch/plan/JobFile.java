package io.spikeport.batch.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job file as it was read; what it includes is still to be looked up.
 *
 * @param defaults values of options for every model; several are a grid
 * @param out output folder, if it names one
 */
record JobFile(
    List<Include> includes,
    Map<String, List<Setting>> defaults,
    List<Entry> models,
    Optional<Path> out) {

  /**
   * Another job file.
   *
   * @param place where it is named
   */
  record Include(Path path, String place) {}

  /**
   * A model, or several by one pattern.
   *
   * @param name what its files are to be called
   * @param settings values of options for this model; several are a grid
   * @param place where it is named
   */
  record Entry(
      Path model, Optional<String> name, Map<String, List<Setting>> settings, String place) {}
}
