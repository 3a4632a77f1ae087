package io.spikeport.batch.job;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One conversion.
 *
 * @param name stem of the files that it yields; no two jobs of a run have one
 * @param model the trained network
 * @param settings the options as they were written, for people
 * @param options the same, read
 */
public record Job(String name, Path model, Map<String, String> settings, JobOptions options) {

  public Job {
    Objects.requireNonNull(name);
    Objects.requireNonNull(model);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    Objects.requireNonNull(options);
  }

  /** Name of the spiking model's file. */
  public String modelFile() {
    return name + options.suffix();
  }

  /** Name of the file that holds what was measured of the model, if there is test data. */
  public Optional<String> measuredFile() {
    return options.test().map(any -> name + ".measured.json");
  }

  /** Names of the files that it yields, but for the record. */
  public Set<String> outputs() {
    Set<String> outputs = new TreeSet<>(Set.of(modelFile()));
    measuredFile().ifPresent(outputs::add);
    return outputs;
  }

  /** Names of all files that it writes. */
  public Set<String> files() {
    Set<String> files = new TreeSet<>(outputs());
    files.add(recordFile());
    return files;
  }

  /** Name of the file that says what was done; it is written last. */
  public String recordFile() {
    return name + ".result.json";
  }
}
