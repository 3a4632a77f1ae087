package io.spikeport.batch.plan;

import io.spikeport.batch.BatchPlan;
import io.spikeport.batch.BatchRun;
import io.spikeport.batch.job.DataSource;
import io.spikeport.batch.job.Inputs;
import io.spikeport.batch.job.Job;
import io.spikeport.batch.job.JobOptions;
import io.spikeport.batch.plan.JobFile.Entry;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a plan of job files, models and options on the command line. All problems are told
 * together, before anything runs.
 */
public final class Planner {

  private static final int MOST_JOBS = 10_000;
  private static final String CALIBRATION = "calibration";

  private final OptionTable options;
  private final Map<String, Setting> commandLine;
  private final Problems problems = new Problems();

  /** Options that were read before; most jobs share theirs. */
  private final Map<Map<String, List<String>>, JobOptions> known = new HashMap<>();

  /** Data sets are opened to see whether they can be; the run goes on with them. */
  private final Inputs inputs = new Inputs(Runtime.getRuntime().maxMemory() / 4);

  /**
   * @param commandLine options given there; they have precedence over all job files
   */
  public Planner(OptionTable options, Map<String, Setting> commandLine) {
    this.options = options;
    this.commandLine = commandLine;
  }

  /**
   * Plans.
   *
   * @param files job files ({@code .yaml}, {@code .yml}) and models, or patterns of models
   * @param out folder for the results; what job files say about it counts only without
   * @throws io.spikeport.error.UsageException if something has to be written differently; it lists
   *     everything that is wrong
   * @throws io.spikeport.error.FileException if files cannot be read; it lists them all
   */
  public BatchPlan plan(List<Path> files, Optional<Path> out) {
    JobFileReader reader = new JobFileReader(options, problems);
    List<Entry> entries = new ArrayList<>();
    for (Path file : files) {
      if (isJobFile(file)) {
        int before = reader.entries().size();
        reader.read(file);
        entries.addAll(reader.entries().subList(before, reader.entries().size()));
      } else {
        entries.add(new Entry(file, Optional.empty(), Map.of(), ""));
      }
    }
    requireFew(entries);
    Map<String, Planned> jobs = new LinkedHashMap<>();
    entries.forEach(entry -> add(entry, jobs));
    Optional<Path> folder = out.or(reader::out);
    if (folder.isEmpty()) {
      problems.usage(
          Problem.mismatch(
              "--out",
              "a folder for the results",
              "none",
              "add --out DIR, or 'out:' to a job file"));
    }
    folder.filter(Files::exists).filter(path -> !Files.isDirectory(path)).ifPresent(this::noFolder);
    folder.ifPresent(path -> requireInputsToStay(path, reader.files(), jobs.values()));
    if (jobs.isEmpty() && problems.isEmpty()) {
      problems.usage(
          Problem.mismatch("batch", "models to convert", "none", "name models or a job file"));
    }
    problems.throwIfAny();
    return new BatchPlan(
        jobs.values().stream().flatMap(planned -> planned.job().stream()).toList(),
        folder.orElseThrow(),
        inputs);
  }

  /** The limit, before any of the models is looked for. */
  private void requireFew(List<Entry> entries) {
    double least = entries.stream().mapToDouble(entry -> Grid.size(withOptions(entry))).sum();
    if (least > MOST_JOBS) {
      problems.usage(
          Problem.mismatch(
              "batch",
              "at most " + MOST_JOBS + " jobs",
              String.format(Locale.US, "%.0f", least),
              "divide them among several runs"));
      problems.throwIfAny();
    }
  }

  private Map<String, List<Setting>> withOptions(Entry entry) {
    Map<String, List<Setting>> settings = new LinkedHashMap<>(entry.settings());
    commandLine.forEach((name, setting) -> settings.put(name, List.of(setting)));
    return settings;
  }

  /** A name that is taken, and the job if its options can be read. */
  private record Planned(Optional<Job> job, String place) {}

  private static boolean isJobFile(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private void noFolder(Path out) {
    problems.usage(
        Problem.mismatch(out.toString(), "a folder for the results", "a file", "choose another"));
  }

  private void requireInputsToStay(
      Path out, Collection<Path> jobFiles, Collection<Planned> planned) {
    ReplacedInputs replaced = new ReplacedInputs(out, problems);
    jobFiles.forEach(replaced::input);
    planned.forEach(one -> one.job().ifPresent(replaced::inputs));
    BatchRun.FILES.forEach(
        name -> replaced.check(name, "--out", "choose another folder for the results"));
    for (Planned one : planned) {
      one.job()
          .ifPresent(
              job ->
                  job.files()
                      .forEach(
                          name ->
                              replaced.check(
                                  name,
                                  one.place(),
                                  "choose another folder for the results, or a 'name:' in a job"
                                      + " file")));
    }
  }

  private void add(Entry entry, Map<String, Planned> jobs) {
    List<Path> models = new ModelPattern(entry.model()).files();
    if (models.isEmpty()) {
      String place = entry.place().isEmpty() ? "" : entry.place() + ": ";
      problems.file(
          Problem.mismatch(
              place + entry.model(), "a model", "no such file", "check the path or the pattern"));
      models = List.of(entry.model()); // so that what else is wrong with it is told, too
    } else {
      models.forEach(model -> requireReadable(model, entry.place()));
    }
    Map<String, List<Setting>> settings = withOptions(entry);
    if (!settings.containsKey(CALIBRATION)) {
      problems.usage(
          Problem.mismatch(
              entry.place().isEmpty() ? "--calibration" : entry.place(),
              "calibration images",
              "none",
              "add --calibration DATA, or 'calibration:' to the job file's defaults"));
    }
    if (jobs.size() + models.size() * Grid.size(settings) > MOST_JOBS) {
      problems.usage(
          Problem.mismatch(
              entry.place().isEmpty() ? entry.model().toString() : entry.place(),
              "at most " + MOST_JOBS + " jobs",
              "more",
              "divide them among several runs"));
      return;
    }
    for (Path model : models) {
      for (Map<String, Setting> combination : Grid.combinations(settings)) {
        add(entry, model, combination, Grid.dimensions(settings), jobs);
      }
    }
  }

  private void requireReadable(Path model, String place) {
    try {
      InputFile.check(model, "a model");
    } catch (SpikeportException e) {
      problems.add(e, place);
    }
  }

  private void add(
      Entry entry,
      Path model,
      Map<String, Setting> combination,
      List<String> dimensions,
      Map<String, Planned> jobs) {
    String name = name(entry, model, combination, dimensions);
    String place = entry.place().isEmpty() ? model.toString() : entry.place();
    // Some file systems take names that differ in case only for one.
    Planned taken =
        jobs.putIfAbsent(
            name.toLowerCase(Locale.ROOT),
            new Planned(read(name, model, combination, place), place));
    if (taken != null) {
      problems.usage(
          Problem.mismatch(
              place,
              "an output of its own for each job",
              "'" + name + "' a second time (first by " + taken.place() + ")",
              "give one of them another 'name:' in a job file"));
    }
  }

  private static String name(
      Entry entry, Path model, Map<String, Setting> combination, List<String> dimensions) {
    StringBuilder name = new StringBuilder(entry.name().orElseGet(() -> stem(model)));
    for (String dimension : dimensions) {
      name.append('-').append(Grid.word(dimension, combination.get(dimension)));
    }
    return name.toString().replaceAll("[^\\p{L}\\p{N}._%+=-]", "_");
  }

  private static String stem(Path model) {
    String name = String.valueOf(model.getFileName());
    return name.toLowerCase(Locale.ROOT).endsWith(".onnx")
        ? name.substring(0, name.length() - ".onnx".length())
        : name;
  }

  private Optional<Job> read(
      String name, Path model, Map<String, Setting> combination, String place) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    Map<String, String> texts = new HashMap<>();
    combination.forEach(
        (key, setting) -> {
          values.put(key, setting.values());
          texts.put(key, setting.text());
        });
    if (!values.containsKey(CALIBRATION) || hasFault(values)) {
      return Optional.empty();
    }
    try {
      JobOptions read = known.computeIfAbsent(values, options::read);
      requireReadable(
          read.calibration(), read.auto().isPresent(), combination.get(CALIBRATION).place());
      read.test().ifPresent(test -> requireReadable(test, true, testPlace(combination, place)));
      return Optional.of(new Job(name, model, texts, read));
    } catch (SpikeportException e) {
      problems.add(e, place);
      return Optional.empty();
    }
  }

  /** Whether a value is wrong, which was told where it was read. */
  private boolean hasFault(Map<String, List<String>> values) {
    return !known.containsKey(values)
        && values.entrySet().stream()
            .anyMatch(e -> options.fault(e.getKey(), e.getValue()).isPresent());
  }

  private static String testPlace(Map<String, Setting> combination, String place) {
    return Optional.ofNullable(combination.get("data")).map(Setting::place).orElse(place);
  }

  private void requireReadable(DataSource source, boolean withLabels, String place) {
    try {
      inputs.images(source);
      if (withLabels) {
        inputs.labels(source);
      }
    } catch (SpikeportException e) {
      problems.add(e, place);
    }
  }
}
