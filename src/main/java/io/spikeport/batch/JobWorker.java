package io.spikeport.batch;

import io.spikeport.batch.job.Inputs;
import io.spikeport.batch.job.Job;
import io.spikeport.batch.job.JobFunction;
import io.spikeport.batch.job.JobKey;
import io.spikeport.batch.job.JobRecord;
import io.spikeport.batch.job.JobResult;
import io.spikeport.batch.job.JobSummary;
import io.spikeport.batch.job.MeasuredFile;
import io.spikeport.batch.job.MemoryBudget;
import io.spikeport.batch.job.MemoryEstimate;
import io.spikeport.batch.job.OutputFolder;
import io.spikeport.batch.job.Records;
import io.spikeport.batch.job.SharedStatistics;
import io.spikeport.conversion.Conversion;
import io.spikeport.data.Dataset;
import io.spikeport.data.Fit;
import io.spikeport.data.ThreadLimit;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.AtomicFile;
import io.spikeport.file.ContentHash;
import io.spikeport.format.ModelFiles;
import io.spikeport.format.contract.Export;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.Loss;
import io.spikeport.onnx.model.ModelContent;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.report.ModelResult;
import io.spikeport.report.Origin;
import io.spikeport.report.Plausibility;
import io.spikeport.snn.Producer;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Does one job after the other: skips what is done, computes, writes the files, the record last.
 */
final class JobWorker {

  private final OutputFolder folder;
  private final Inputs inputs;
  private final BatchOptions options;
  private final int threads;
  private final Cancellation cancellation;
  private final MemoryBudget memory;
  private final SharedStatistics statistics;

  /** What trained networks make of the test images; jobs of a grid ask for the same. */
  private final Map<String, List<Integer>> references = new ConcurrentHashMap<>();

  JobWorker(
      OutputFolder folder,
      Inputs inputs,
      BatchOptions options,
      int threads,
      Cancellation cancellation) {
    this.folder = folder;
    this.inputs = inputs;
    this.options = options;
    this.threads = threads;
    this.cancellation = cancellation;
    this.memory = new MemoryBudget(options.memory());
    this.statistics = new SharedStatistics(folder);
  }

  /** Does a job; whatever goes wrong is in the result. */
  JobResult run(Job job) {
    long start = System.nanoTime();
    try {
      cancellation.check();
      return ThreadLimit.call(threads, () -> attempt(job, start));
    } catch (CancellationException e) {
      return ended(job, JobResult.Status.INTERRUPTED, List.of(), Optional.empty(), start);
    } catch (SpikeportException e) {
      return ended(job, JobResult.Status.FAILED, e.problems(), Optional.empty(), start);
    } catch (OutOfMemoryError e) {
      Problem problem =
          Problem.mismatch(
              job.model().toString(),
              "enough memory",
              String.valueOf(e.getMessage()),
              "use fewer --jobs, or give Java more, for example SPIKEPORT_JAVA_OPTS=-Xmx8g");
      return ended(job, JobResult.Status.FAILED, List.of(problem), Optional.empty(), start);
    } catch (RuntimeException | StackOverflowError e) {
      Problem problem = new Problem(job.model().toString(), "internal error: " + e, "");
      return ended(job, JobResult.Status.FAILED, List.of(problem), Optional.of(e), start);
    }
  }

  private static JobResult ended(
      Job job,
      JobResult.Status status,
      List<Problem> problems,
      Optional<Throwable> internal,
      long start) {
    return new JobResult(job, status, Optional.empty(), problems, internal, since(start));
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** The images in their size; their layout makes no difference to it. */
  private Dataset calibration(Job job) {
    return inputs
        .images(job.options().calibration())
        .fitted(Fit.any(job.options().conversion().preprocessing().geometry()));
  }

  private JobResult attempt(Job job, long start) {
    OnnxModel model = OnnxModel.read(job.model());
    ModelContent content = ModelContent.of(model);
    JobKey key = JobKey.of(job, content, inputs);
    Path file = folder.result(job.recordFile());
    Optional<JobRecord> earlier = JobRecord.read(file);
    boolean isDone =
        earlier.isPresent()
            && earlier.get().key().equals(key.result())
            && earlier.get().isStillTrueOf(job, folder);
    if (isDone && !options.redo()) {
      return complete(job, JobResult.Status.SKIPPED, earlier.get(), start);
    }
    earlier.ifPresent(record -> record.deleteOutputs(job, folder));
    long taken = take(MemoryEstimate.of(content.bytes(), calibration(job), job.options()));
    try {
      cancellation.check();
      JobRecord record = compute(job, model, content, key);
      AtomicFile.write(file, record.json());
      return complete(job, JobResult.Status.DONE, record, start);
    } finally {
      memory.giveBack(taken);
    }
  }

  private long take(long bytes) {
    try {
      return memory.take(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static JobResult complete(
      Job job, JobResult.Status status, JobRecord record, long start) {
    return new JobResult(
        job, status, Optional.of(JobSummary.of(record)), List.of(), Optional.empty(), since(start));
  }

  private JobRecord compute(Job job, OnnxModel model, ModelContent content, JobKey key) {
    JobFunction function = new JobFunction(inputs, threads, cancellation::check);
    Conversion conversion =
        function.convert(job, measure -> statistics.get(key.statistics(), measure));
    Path target = folder.result(job.modelFile());
    List<Loss> losses = write(conversion.model(), target, job.options().allowLossy());
    Map<String, String> outputs = new TreeMap<>();
    outputs.put(job.modelFile(), ContentHash.of(target));
    Optional<ModelResult> measured =
        job.measuredFile()
            .map(
                name -> {
                  ModelResult result =
                      function.measure(
                          job,
                          model,
                          conversion.model(),
                          new Origin.FileDigest(job.modelFile(), outputs.get(job.modelFile())),
                          () ->
                              references.computeIfAbsent(
                                  key.reference(), any -> function.reference(job, model)));
                  MeasuredFile.write(folder.result(name), result);
                  outputs.put(name, ContentHash.of(folder.result(name)));
                  return result;
                });
    return new JobRecord(
        job.name(),
        key.result(),
        Producer.NAME,
        String.valueOf(job.model().getFileName()),
        content.sha256(),
        key.calibration(),
        key.test().orElse(null),
        job.settings(),
        outputs,
        Records.of(conversion, losses),
        measured.map(result -> Records.of(result, doubts(job, key))).orElse(null));
  }

  /** What the trained network made of the test images, where their classes are known. */
  private List<String> doubts(Job job, JobKey key) {
    return inputs
        .labels(job.options().test().orElseThrow())
        .flatMap(labels -> Plausibility.atChance(references.get(key.reference()), labels))
        .stream()
        .toList();
  }

  private static List<Loss> write(SpikingModel model, Path file, boolean allowLossy) {
    Export export = ModelFiles.prepare(model, file, FormatOptions.DEFAULT);
    if (allowLossy) {
      export.writeLossy(file);
    } else {
      export.write(file);
    }
    return export.losses();
  }
}
