package io.spikeport.data;

import java.util.concurrent.ExecutionException;

/** What failed on another thread, for the one that waited for it. */
public final class WorkerFailure {

  private WorkerFailure() {}

  /**
   * The failure as it was: an unchecked exception, to be thrown. Errors, such as of memory, are
   * thrown at once.
   *
   * @param what was done, for an exception that would not tell by itself
   */
  public static RuntimeException of(String what, ExecutionException failure) {
    if (failure.getCause() instanceof Error error) {
      throw error;
    }
    return failure.getCause() instanceof RuntimeException known
        ? known
        : new IllegalStateException(what + " failed", failure.getCause());
  }
}
