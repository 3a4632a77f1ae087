package io.spikeport.report;

import java.util.List;
import java.util.Objects;

/**
 * Everything that a report says, as numbers: what {@link io.spikeport.report.html.HtmlReport} draws
 * and what the page carries as JSON.
 *
 * @param title heading of the page
 * @param producer program and version that measured
 * @param command the command that made the report, one word each; empty if there was none
 * @param models results, in the order in which they are shown
 * @param jobs where many models were made in one run: all of them, also those without a result
 */
public record Report(
    String title,
    String producer,
    List<String> command,
    List<ModelResult> models,
    List<JobLine> jobs) {

  public Report {
    Objects.requireNonNull(title);
    Objects.requireNonNull(producer);
    command = List.copyOf(command);
    models = List.copyOf(models);
    jobs = List.copyOf(jobs);
    if (models.isEmpty() && jobs.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one model or job");
    }
  }

  /** On models alone. */
  public Report(String title, String producer, List<String> command, List<ModelResult> models) {
    this(title, producer, command, models, List.of());
  }
}
