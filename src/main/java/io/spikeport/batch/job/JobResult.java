package io.spikeport.batch.job;

import io.spikeport.error.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a job ended.
 *
 * @param problems what went wrong, if it failed
 * @param internal the exception, if it failed in a way that is not the user's fault
 * @param seconds that it took
 */
public record JobResult(
    Job job,
    Status status,
    Optional<JobSummary> summary,
    List<Problem> problems,
    Optional<Throwable> internal,
    double seconds) {

  /** How a job can end. */
  public enum Status {
    /** It ran, and its files are written. */
    DONE,
    /** An earlier run had done it. */
    SKIPPED,
    /** It went wrong. */
    FAILED,
    /** The run was ended before the job was. */
    INTERRUPTED
  }

  public JobResult {
    Objects.requireNonNull(job);
    Objects.requireNonNull(status);
    Objects.requireNonNull(summary);
    problems = List.copyOf(problems);
    Objects.requireNonNull(internal);
  }

  /** Whether its files are there. */
  public boolean isComplete() {
    return status == Status.DONE || status == Status.SKIPPED;
  }
}
