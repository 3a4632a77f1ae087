package io.spikeport.calibration;

import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The images of a data set given out in batches, in order, to whichever thread asks next. Ends
 * early after a failure, and remembers that of the first batch that failed, whichever thread was
 * faster.
 */
final class BatchQueue {

  private final int images;
  private final int size;
  private final IntConsumer progress;
  private int next;
  private int done;
  private int failedAt = Integer.MAX_VALUE;
  private Throwable failure;

  /** The first image's index, and how many. */
  record Batch(int first, int count) {}

  /**
   * @param size images per batch
   * @param progress told the number of images done so far
   */
  BatchQueue(int images, int size, IntConsumer progress) {
    this.images = images;
    this.size = size;
    this.progress = progress;
  }

  /** The next batch; empty at the end and after a failure. */
  synchronized Optional<Batch> next() {
    if (next >= images) {
      return Optional.empty();
    }
    Batch batch = new Batch(next, Math.min(size, images - next));
    next += batch.count();
    return Optional.of(batch);
  }

  synchronized void done(Batch batch) {
    done += batch.count();
    progress.accept(done);
  }

  /**
   * Gives out no more.
   *
   * @param at first image that may not have been dealt with
   */
  synchronized void fail(int at, Throwable cause) {
    if (at < failedAt) {
      failedAt = at;
      failure = cause;
    }
    next = images;
  }

  synchronized void throwFailure() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
