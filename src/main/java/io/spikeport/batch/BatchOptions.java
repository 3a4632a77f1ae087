package io.spikeport.batch;

/**
 * How a run goes about its jobs; none of it has an influence on their results.
 *
 * @param jobs how many run at a time, at most
 * @param memory bytes that jobs running at a time may take together, by estimate; one job alone may
 *     take more
 * @param redo whether to do again what is done
 */
public record BatchOptions(int jobs, long memory, boolean redo) {

  public BatchOptions {
    if (jobs < 1 || memory < 1) {
      throw new IllegalArgumentException("jobs " + jobs + ", memory " + memory);
    }
  }
}
