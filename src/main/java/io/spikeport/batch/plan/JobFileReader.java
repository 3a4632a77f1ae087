package io.spikeport.batch.plan;

import io.spikeport.batch.plan.JobFile.Entry;
import io.spikeport.error.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads job files and what they include. A file's defaults are those of the files that it includes,
 * in order, and its own over them; they hold for its own models.
 */
final class JobFileReader {

  private static final int DEEPEST = 100;

  private final OptionTable options;
  private final Problems problems;

  /** Files read so far, with their defaults, so that each model comes once. */
  private final Map<Path, Map<String, List<Setting>>> read = new LinkedHashMap<>();

  private final List<Entry> entries = new ArrayList<>();
  private final List<Path> outs = new ArrayList<>();

  JobFileReader(OptionTable options, Problems problems) {
    this.options = options;
    this.problems = problems;
  }

  /** Reads one job file; its models, with all settings, come after those read before. */
  void read(Path file) {
    read(file, List.of(), "");
  }

  /** Models in order, with their files' defaults. */
  List<Entry> entries() {
    return entries;
  }

  /** The job files that were read, by their real paths. */
  Set<Path> files() {
    return read.keySet();
  }

  /** The output folder that the first file names which names one. */
  Optional<Path> out() {
    return outs.stream().findFirst();
  }

  private Map<String, List<Setting>> read(Path file, List<Path> within, String place) {
    Path identity = identity(file);
    int start = within.stream().map(JobFileReader::identity).toList().indexOf(identity);
    if (start >= 0) {
      String cycle =
          within.subList(start, within.size()).stream()
              .map(path -> path + " → ")
              .collect(Collectors.joining());
      problems.usage(
          Problem.mismatch(
              place, "job files that include others", "a cycle: " + cycle + file, "break it"));
      return Map.of();
    }
    if (within.size() >= DEEPEST) {
      problems.usage(
          Problem.mismatch(
              place,
              "job files that include each other at most " + DEEPEST + " deep",
              "more",
              "include them side by side"));
      return Map.of();
    }
    if (read.containsKey(identity)) {
      return read.get(identity);
    }
    Map<String, List<Setting>> defaults = new LinkedHashMap<>();
    Optional<JobFile> parsed = new JobFileParser(file, place, options, problems).parse();
    if (parsed.isPresent()) {
      JobFile jobs = parsed.get();
      List<Path> deeper = new ArrayList<>(within);
      deeper.add(file);
      if (within.isEmpty()) {
        jobs.out().ifPresent(outs::add);
      }
      jobs.includes()
          .forEach(include -> defaults.putAll(read(include.path(), deeper, include.place())));
      defaults.putAll(jobs.defaults());
      jobs.models().forEach(entry -> entries.add(over(defaults, entry)));
    }
    read.put(identity, defaults);
    return defaults;
  }

  private static Entry over(Map<String, List<Setting>> defaults, Entry entry) {
    Map<String, List<Setting>> settings = new LinkedHashMap<>(defaults);
    settings.putAll(entry.settings());
    return new Entry(entry.model(), entry.name(), settings, entry.place());
  }

  private static Path identity(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize(); // there is no such file, which is told elsewhere
    }
  }
}
