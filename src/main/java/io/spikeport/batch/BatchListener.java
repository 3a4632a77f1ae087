package io.spikeport.batch;

import io.spikeport.batch.job.JobResult;

/** Is told how a run goes on. */
@FunctionalInterface
public interface BatchListener {

  /** A job has ended; one call at a time, in the order in which jobs end. */
  void ended(JobResult result);
}
