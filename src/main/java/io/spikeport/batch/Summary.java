package io.spikeport.batch;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.spikeport.batch.job.Job;
import io.spikeport.batch.job.JobResult;
import io.spikeport.batch.job.JobSummary;
import io.spikeport.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All jobs of a run together, for scripts and spreadsheets; no times are in it. */
final class Summary {

  private final List<JobResult> results;

  Summary(List<JobResult> results) {
    this.results = results;
  }

  /** One job; what does not apply to it is left out. */
  private record Line(
      String job,
      String model,
      String status,
      Map<String, String> options,
      String output,
      Integer timesteps,
      Double parity,
      Integer images,
      List<Double> accuracy,
      Double annAccuracy,
      Double synapticOperationsPerImage,
      Double energyRelativeToAnn,
      List<String> problems) {

    static Line of(JobResult result) {
      Optional<JobSummary> done = result.summary();
      Optional<JobSummary.Evaluated> evaluated = done.flatMap(JobSummary::evaluation);
      Job job = result.job();
      return new Line(
          job.name(),
          String.valueOf(job.model().getFileName()),
          statusOf(result),
          job.settings(),
          result.isComplete() ? job.modelFile() : null,
          done.map(JobSummary::timesteps).orElse(null),
          done.map(JobSummary::parity).orElse(null),
          evaluated.map(JobSummary.Evaluated::images).orElse(null),
          evaluated.map(JobSummary.Evaluated::accuracy).filter(a -> !a.isEmpty()).orElse(null),
          evaluated.flatMap(JobSummary.Evaluated::annAccuracy).orElse(null),
          evaluated.map(JobSummary.Evaluated::synapticOperationsPerImage).orElse(null),
          evaluated.map(JobSummary.Evaluated::energyRelativeToAnn).orElse(null),
          result.problems().isEmpty()
              ? null
              : result.problems().stream().map(Problem::toString).toList());
    }
  }

  private record All(int jobs, long done, long failed, List<Line> results) {}

  /** Whether a job was done in this run or an earlier one makes no difference to its result. */
  static String statusOf(JobResult result) {
    return result.isComplete() ? "done" : result.status().name().toLowerCase(Locale.ROOT);
  }

  String json() {
    Gson gson = new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
    return gson.toJson(
            new All(
                results.size(),
                results.stream().filter(JobResult::isComplete).count(),
                results.stream()
                    .filter(result -> result.status() == JobResult.Status.FAILED)
                    .count(),
                results.stream().map(Line::of).toList()))
        + "\n";
  }

  /** As RFC 4180 says; the options that any job was given have a column each. */
  String csv() {
    List<String> options =
        List.copyOf(
            results.stream()
                .flatMap(result -> result.job().settings().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new)));
    List<String> header =
        new ArrayList<>(
            List.of(
                "job",
                "model",
                "status",
                "output",
                "T",
                "parity",
                "images",
                "accuracy",
                "annAccuracy",
                "synapticOperationsPerImage",
                "energyRelativeToAnn",
                "problems"));
    options.forEach(option -> header.add("--" + option));
    StringBuilder csv = new StringBuilder(row(header));
    for (JobResult result : results) {
      Line line = Line.of(result);
      List<String> cells = new ArrayList<>();
      cells.add(line.job());
      cells.add(line.model());
      cells.add(line.status());
      cells.add(cell(line.output()));
      cells.add(cell(line.timesteps()));
      cells.add(cell(line.parity()));
      cells.add(cell(line.images()));
      cells.add(
          cell(line.accuracy() == null ? null : line.accuracy().get(line.accuracy().size() - 1)));
      cells.add(cell(line.annAccuracy()));
      cells.add(cell(line.synapticOperationsPerImage()));
      cells.add(cell(line.energyRelativeToAnn()));
      cells.add(line.problems() == null ? "" : String.join("\n", line.problems()));
      options.forEach(option -> cells.add(line.options().getOrDefault(option, "")));
      csv.append(row(cells));
    }
    return csv.toString();
  }

  private static String cell(Object value) {
    return value == null ? "" : value.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(
            cell ->
                cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
        .collect(Collectors.joining(",", "", "\r\n"));
  }
}
