package io.spikeport.batch;

import io.spikeport.batch.job.Job;
import io.spikeport.batch.job.JobResult;
import io.spikeport.batch.job.OutputFolder;
import io.spikeport.file.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs the jobs of a plan. At any moment every result in the folder is whole; a run that was killed
 * goes on where it was when it is started again.
 */
public final class BatchRun {

  private static final String SUMMARY_JSON = "summary.json";
  private static final String SUMMARY_CSV = "summary.csv";
  private static final String PAGE = "report.html";

  /** Names of the files that speak of all jobs together. */
  public static final List<String> FILES = List.of(SUMMARY_JSON, SUMMARY_CSV, PAGE);

  private final BatchPlan plan;
  private final BatchOptions options;
  private final Cancellation cancellation;

  /**
   * @param cancellation to end the run with; it then returns soon, with what is done so far
   */
  public BatchRun(BatchPlan plan, BatchOptions options, Cancellation cancellation) {
    this.plan = plan;
    this.options = options;
    this.cancellation = cancellation;
  }

  /**
   * Runs.
   *
   * @return a result for every job, in the plan's order
   * @throws io.spikeport.error.FileException if the folder cannot be written to, or another run is
   *     at work in it
   */
  public List<JobResult> run(BatchListener listener) {
    try (OutputFolder folder = OutputFolder.open(plan.out())) {
      FILES.forEach(folder::deleteLeftovers);
      for (Job job : plan.jobs()) {
        job.outputs().forEach(folder::deleteLeftovers);
        folder.deleteLeftovers(job.recordFile());
      }
      List<JobResult> results = run(folder, listener);
      Summary summary = new Summary(results);
      AtomicFile.write(
          folder.result(SUMMARY_JSON), summary.json().getBytes(StandardCharsets.UTF_8));
      AtomicFile.write(folder.result(SUMMARY_CSV), summary.csv().getBytes(StandardCharsets.UTF_8));
      new BatchPage(results, folder).write(folder.result(PAGE));
      if (results.stream().allMatch(JobResult::isComplete)) {
        folder.deleteIntermediates();
      }
      return results;
    }
  }

  private List<JobResult> run(OutputFolder folder, BatchListener listener) {
    int sideBySide = Math.min(options.jobs(), plan.jobs().size());
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / sideBySide);
    JobWorker worker = new JobWorker(folder, plan.inputs(), options, threads, cancellation);
    ExecutorService workers = Executors.newFixedThreadPool(sideBySide);
    try {
      CompletionService<JobResult> ends = new ExecutorCompletionService<>(workers);
      plan.jobs().forEach(job -> ends.submit(() -> worker.run(job)));
      Map<String, JobResult> byName = new HashMap<>();
      while (byName.size() < plan.jobs().size()) {
        JobResult result = ends.take().get();
        byName.put(result.job().name(), result);
        listener.ended(result);
      }
      List<JobResult> inOrder = new ArrayList<>();
      plan.jobs().forEach(job -> inOrder.add(byName.get(job.name())));
      return inOrder;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while jobs run", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a job ended without a result", e.getCause());
    } finally {
      workers.shutdown();
    }
  }
}
