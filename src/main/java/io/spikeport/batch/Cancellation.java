package io.spikeport.batch;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets another thread ask a run to end; jobs that are running are given up at the next occasion.
 */
public final class Cancellation {

  private final AtomicBoolean requested = new AtomicBoolean();

  /** Asks the run to end. */
  public void request() {
    requested.set(true);
  }

  /** Whether the run has been asked to end. */
  public boolean isRequested() {
    return requested.get();
  }

  /**
   * @throws CancellationException if the run has been asked to end
   */
  void check() {
    if (isRequested()) {
      throw new CancellationException("interrupted");
    }
  }
}
