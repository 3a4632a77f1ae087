package io.spikeport.simulation.run;

import io.spikeport.data.WorkerFailure;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Hands work to threads and passes on its results in the order in which the work was given. Only so
 * many results wait at a time, so that memory does not grow with the work.
 */
public final class ResultsInOrder<T> implements AutoCloseable {

  private final ExecutorService workers;
  private final int most;
  private final Consumer<T> receiver;
  private final Queue<Future<T>> pending = new ArrayDeque<>();

  /**
   * @param most pieces of work that are given and not yet passed on, at most
   */
  public ResultsInOrder(ExecutorService workers, int most, Consumer<T> receiver) {
    this.workers = workers;
    this.most = most;
    this.receiver = receiver;
  }

  public void submit(Callable<T> work) {
    if (pending.size() >= most) {
      receiver.accept(result(pending.remove()));
    }
    pending.add(workers.submit(work));
  }

  /** Passes on what is still to come. */
  public void finish() {
    while (!pending.isEmpty()) {
      receiver.accept(result(pending.remove()));
    }
  }

  /**
   * Waits for what nobody asks for any more after a failure: the buffers that it uses must be idle
   * again.
   */
  @Override
  public void close() {
    pending.forEach(ResultsInOrder::waitFor);
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw WorkerFailure.of("simulation", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while simulating", e);
    }
  }

  private static void waitFor(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      // The first failure is being reported already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
