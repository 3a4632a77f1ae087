package io.spikeport.report.html;

import io.spikeport.report.JobLine;
import io.spikeport.report.Report;
import io.spikeport.report.markup.Notation;
import io.spikeport.report.markup.Table;
import io.spikeport.report.markup.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All jobs of a run in one table, and what went wrong. */
final class JobSection {

  private final Report report;

  JobSection(Report report) {
    this.report = report;
  }

  /** How many jobs ended how: {@code 4 jobs: 3 done, 1 failed}. */
  String count() {
    Map<String, Long> counts =
        report.jobs().stream()
            .collect(Collectors.groupingBy(JobLine::status, TreeMap::new, Collectors.counting()));
    int jobs = report.jobs().size();
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", ", jobs + (jobs == 1 ? " job: " : " jobs: "), ""));
  }

  Tag tag() {
    Table table =
        new Table(
            "How each job ended",
            "job",
            "status",
            "trained network",
            "spiking model",
            "T",
            "neuron layers",
            "accuracy",
            "difference to ONNX Runtime");
    for (JobLine job : report.jobs()) {
      table.row(
          job.name(),
          job.status(),
          job.network(),
          job.output().orElse("–"),
          count(job.timesteps()),
          count(job.layers()),
          Notation.share(job.accuracy()),
          job.parity().isPresent()
              ? String.format(Locale.US, "%.1e", job.parity().getAsDouble())
              : "–");
    }
    Tag section =
        Overview.section("jobs", "Jobs")
            .add(
                table.tag(),
                Tag.of("p", "note")
                    .text(
                        "The difference is the largest one between the rewritten network, before"
                            + " its activations become spikes, and ONNX Runtime, relative to the"
                            + " largest output: it shows that nothing was misread."));
    int shown = report.models().size();
    long measured = report.jobs().stream().filter(job -> job.results().isPresent()).count();
    if (measured > shown) {
      section.add(
          Tag.of("p", "note")
              .text(
                  "Below are the first "
                      + shown
                      + " models that were measured; what was measured of the other "
                      + (measured - shown)
                      + " is in the files beside them (*.measured.json)."));
    }
    return section.addAll(failures());
  }

  private List<Tag> failures() {
    List<JobLine> failed = report.jobs().stream().filter(j -> !j.problems().isEmpty()).toList();
    if (failed.isEmpty()) {
      return List.of();
    }
    Tag list = Tag.of("dl", "failures");
    for (JobLine job : failed) {
      list.add(Tag.of("dt", "name").text(job.name()));
      job.problems().forEach(problem -> list.add(Tag.of("dd").text(problem)));
    }
    return List.of(Tag.of("h3").text("What went wrong"), list);
  }

  private static String count(OptionalInt count) {
    return count.isPresent() ? Notation.whole(count.getAsInt()) : "–";
  }
}
