package io.spikeport.cli.output;

import io.spikeport.batch.BatchPlan;
import io.spikeport.batch.job.JobResult;
import io.spikeport.batch.job.JobSummary;
import io.spikeport.batch.job.JobSummary.Evaluated;
import io.spikeport.cli.options.Choices;
import io.spikeport.error.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code batch} prints of one job; what does not apply to it is left out.
 *
 * @param status done, skipped, failed or interrupted
 */
public record BatchReport(
    String job,
    String model,
    String status,
    String output,
    Integer timesteps,
    Double parity,
    Integer images,
    List<Double> accuracy,
    Double annAccuracy,
    Double synapticOperationsPerImage,
    Double energyRelativeToAnn,
    List<String> warnings,
    List<String> problems,
    double seconds) {

  /** What {@code batch --json} prints. */
  record All(String out, int jobs, long failed, List<BatchReport> results) {}

  public static BatchReport of(BatchPlan plan, JobResult result) {
    Optional<JobSummary> done = result.summary();
    Optional<Evaluated> evaluated = done.flatMap(JobSummary::evaluation);
    return new BatchReport(
        result.job().name(),
        result.job().model().toString(),
        Choices.word(result.status()),
        done.map(any -> plan.out().resolve(result.job().modelFile()).toString()).orElse(null),
        done.map(JobSummary::timesteps).orElse(null),
        done.map(JobSummary::parity).orElse(null),
        evaluated.map(Evaluated::images).orElse(null),
        evaluated.map(Evaluated::accuracy).filter(a -> !a.isEmpty()).orElse(null),
        evaluated.flatMap(Evaluated::annAccuracy).orElse(null),
        evaluated.map(Evaluated::synapticOperationsPerImage).orElse(null),
        evaluated.map(Evaluated::energyRelativeToAnn).orElse(null),
        evaluated.map(Evaluated::warnings).filter(w -> !w.isEmpty()).orElse(null),
        result.problems().isEmpty()
            ? null
            : result.problems().stream().map(Problem::toString).toList(),
        result.seconds());
  }

  public static All of(BatchPlan plan, List<JobResult> results) {
    return new All(
        plan.out().toString(),
        results.size(),
        results.stream().filter(r -> r.status() == JobResult.Status.FAILED).count(),
        results.stream().map(result -> of(plan, result)).toList());
  }

  /** A table for people. */
  public static List<String> lines(List<JobResult> results) {
    TextTable table = new TextTable("job", "status", "T", "accuracy", "ANN", "SynOps", "seconds");
    for (JobResult result : results) {
      Optional<Evaluated> evaluated = result.summary().flatMap(JobSummary::evaluation);
      table.row(
          result.job().name(),
          Choices.word(result.status()),
          result.summary().map(done -> String.valueOf(done.timesteps())).orElse(""),
          evaluated.flatMap(Evaluated::finalAccuracy).map(BatchReport::percent).orElse(""),
          evaluated.flatMap(Evaluated::annAccuracy).map(BatchReport::percent).orElse(""),
          evaluated
              .map(e -> String.format(Locale.US, "%.4g", e.synapticOperationsPerImage()))
              .orElse(""),
          String.format(Locale.US, "%.1f", result.seconds()));
    }
    return table.lines();
  }

  /** The whole run in one line. */
  public static String total(BatchPlan plan, List<JobResult> results) {
    StringBuilder line = new StringBuilder(plan.out() + ": " + results.size() + " jobs");
    for (JobResult.Status status : JobResult.Status.values()) {
      long count = results.stream().filter(result -> result.status() == status).count();
      if (count > 0) {
        line.append(", ").append(count).append(' ').append(Choices.word(status));
      }
    }
    return line.toString();
  }

  private static String percent(double fraction) {
    return String.format(Locale.US, "%.2f %%", 100 * fraction);
  }
}
