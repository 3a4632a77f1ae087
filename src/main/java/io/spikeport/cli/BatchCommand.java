package io.spikeport.cli;

import io.spikeport.batch.BatchOptions;
import io.spikeport.batch.BatchPlan;
import io.spikeport.batch.BatchRun;
import io.spikeport.batch.Cancellation;
import io.spikeport.batch.job.JobResult;
import io.spikeport.batch.job.JobSummary;
import io.spikeport.batch.plan.Planner;
import io.spikeport.cli.options.Bounds;
import io.spikeport.cli.options.JobArguments;
import io.spikeport.cli.options.JobOptionTable;
import io.spikeport.cli.options.MemorySize;
import io.spikeport.cli.output.BatchReport;
import io.spikeport.cli.output.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spikeport batch}. */
@CommandLine.Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Converts many models in one run, and evaluates them where there is test data.",
      "What is done and unchanged is skipped, so a run that was ended goes on where it was. One"
          + " failure does not stop the rest; the exit code is then 5. Prints a line of JSON for"
          + " each model as it finishes (with --json, one object at the end instead), and a table"
          + " on standard error."
    },
    footer = {
      "",
      "A job file has defaults, and models with options of their own; lists are grids:",
      "  defaults: {calibration: images.npy, timesteps: [4, 8]}",
      "  models: [a.onnx, {model: b.onnx, preset: [article, low-latency]}]",
      "",
      "Examples:",
      "  spikeport batch models/*.onnx --calibration images.npy --out converted",
      "  spikeport batch jobs.yaml --out converted --jobs 4 --memory 8g"
    })
final class BatchCommand extends Command {

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL|JOBS.yaml",
      description = "Trained networks (ONNX), and job files (.yaml).")
  private List<Path> files;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results (default: what the job file says).")
  private Path out;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      converter = Bounds.Threads.class,
      description =
          "Run up to N side by side and divide the processors among them (default: half as many"
              + " as there are processors); no influence on results.")
  private Integer jobs;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description =
          "Start no more jobs than fit into this, by estimate, for example 8g (default: three"
              + " quarters of the machine's).")
  private Long memory;

  @Option(names = "--redo", description = "Also do what is done already.")
  private boolean redo;

  @Mixin private final JobArguments job = new JobArguments();

  BatchCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    JobOptionTable options = new JobOptionTable();
    BatchPlan plan =
        new Planner(options, options.given(spec().commandLine().getParseResult()))
            .plan(files, Optional.ofNullable(out));
    BatchOptions how =
        new BatchOptions(
            jobs == null ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : jobs,
            memory == null ? MemorySize.ofMachine() / 4 * 3 : memory,
            redo);
    Cancellation cancellation = new Cancellation();
    try (Interruption watched = Interruption.watch(cancellation::request)) {
      List<JobResult> results =
          new BatchRun(plan, how, cancellation).run(result -> ended(plan, result));
      report(plan, results);
      boolean complete = results.stream().allMatch(JobResult::isComplete);
      return watched.signal().stream()
          .map(ExitCode::interrupted)
          .findFirst()
          .orElse(complete ? ExitCode.DONE : ExitCode.BOUND);
    }
  }

  private void ended(BatchPlan plan, JobResult result) {
    if (!wantsJson()) {
      printJson(BatchReport.of(plan, result));
    }
    if (wantsStackTrace()) {
      result.internal().ifPresent(thrown -> thrown.printStackTrace(terminal().err()));
    }
  }

  private void report(BatchPlan plan, List<JobResult> results) {
    if (wantsJson()) {
      printJson(BatchReport.of(plan, results));
    }
    BatchReport.lines(results).forEach(this::tell);
    for (JobResult result : results) {
      result.summary().flatMap(JobSummary::evaluation).stream()
          .flatMap(evaluated -> evaluated.warnings().stream())
          .forEach(warning -> tell(result.job().name() + ": " + warning));
      result
          .problems()
          .forEach(problem -> tell("spikeport: " + result.job().name() + ": " + problem));
    }
    tell(BatchReport.total(plan, results));
  }
}
