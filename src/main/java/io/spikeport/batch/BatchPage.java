package io.spikeport.batch;

import io.spikeport.batch.job.JobResult;
import io.spikeport.batch.job.JobSummary;
import io.spikeport.batch.job.MeasuredFile;
import io.spikeport.batch.job.OutputFolder;
import io.spikeport.error.Problem;
import io.spikeport.report.JobLine;
import io.spikeport.report.ModelResult;
import io.spikeport.report.Report;
import io.spikeport.report.html.HtmlReport;
import io.spikeport.snn.Producer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The page of a run, from the files of its jobs; no times are in it. */
final class BatchPage {

  /**
   * Models that are shown with all that was measured. A model takes up to 300 kB of the page, which
   * browsers and memory have to hold at once.
   */
  static final int MOST_MODELS = 100;

  private final List<JobResult> results;
  private final OutputFolder folder;

  BatchPage(List<JobResult> results, OutputFolder folder) {
    this.results = results;
    this.folder = folder;
  }

  /**
   * Writes the page.
   *
   * @throws io.spikeport.error.FileException if it cannot be written, or a job's file not be read
   */
  void write(Path html) {
    List<ModelResult> models =
        results.stream()
            .flatMap(result -> measuredFile(result).stream())
            .limit(MOST_MODELS)
            .map(name -> MeasuredFile.read(folder.result(name)))
            .toList();
    int jobs = results.size();
    HtmlReport.write(
        html,
        new Report(
            "Spiking networks of " + jobs + (jobs == 1 ? " job" : " jobs"),
            Producer.NAME,
            List.of(),
            models,
            results.stream().map(BatchPage::line).toList()));
  }

  private static Optional<String> measuredFile(JobResult result) {
    return result.isComplete() ? result.job().measuredFile() : Optional.empty();
  }

  private static JobLine line(JobResult result) {
    Optional<JobSummary> done = result.summary();
    Optional<Double> accuracy =
        done.flatMap(JobSummary::evaluation).flatMap(JobSummary.Evaluated::finalAccuracy);
    return new JobLine(
        result.job().name(),
        String.valueOf(result.job().model().getFileName()),
        Summary.statusOf(result),
        done.map(any -> result.job().modelFile()),
        measuredFile(result),
        done.map(summary -> OptionalInt.of(summary.timesteps())).orElse(OptionalInt.empty()),
        done.map(summary -> OptionalInt.of(summary.neuronLayers())).orElse(OptionalInt.empty()),
        done.map(summary -> OptionalDouble.of(summary.parity())).orElse(OptionalDouble.empty()),
        accuracy.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        result.problems().stream().map(Problem::toString).toList());
  }
}
