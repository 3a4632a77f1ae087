package io.spikeport.data;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;

/**
 * Runs work whose parallel streams keep to a number of threads; else they take the common pool,
 * which has a thread for every processor.
 */
public final class ThreadLimit {

  private ThreadLimit() {}

  /** Like {@link #call}, without a result. */
  public static void run(int threads, Runnable work) {
    call(
        threads,
        () -> {
          work.run();
          return threads;
        });
  }

  /**
   * Runs some work on a thread of a pool that ends with it, and waits.
   *
   * @param threads number of threads, that of the work among them
   * @throws RuntimeException or Error: those of the work, as they are
   */
  public static <T> T call(int threads, Supplier<T> work) {
    if (ForkJoinTask.inForkJoinPool() && ForkJoinTask.getPool().getParallelism() == threads) {
      return work.get();
    }
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return CompletableFuture.supplyAsync(work, pool).get();
    } catch (ExecutionException e) {
      throw WorkerFailure.of("work on " + threads + " threads", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    } finally {
      pool.shutdown();
    }
  }
}
