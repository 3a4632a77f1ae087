package io.spikeport.batch;

import io.spikeport.batch.job.Inputs;
import io.spikeport.batch.job.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What a run is to do; whatever can be wrong with the way it was asked for is right. */
public final class BatchPlan {

  private final List<Job> jobs;
  private final Path out;
  private final Inputs inputs;

  public BatchPlan(List<Job> jobs, Path out, Inputs inputs) {
    this.jobs = List.copyOf(jobs);
    this.out = Objects.requireNonNull(out);
    this.inputs = Objects.requireNonNull(inputs);
  }

  /** The jobs, in the order of the summary. */
  public List<Job> jobs() {
    return jobs;
  }

  /** Folder for the results. */
  public Path out() {
    return out;
  }

  /** The data sets, open. */
  Inputs inputs() {
    return inputs;
  }
}
