package io.spikeport.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, Ctrl-C (or a polite kill) asks some work to end and gives it time to do so,
 * instead of ending the program there and then.
 */
final class Interruption implements AutoCloseable {

  /** Longest time that work may take to end. */
  private static final int SECONDS = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Runnable request) {
    this.hook =
        new Thread(
            () -> {
              request.run();
              await();
            },
            "spikeport-interruption");
  }

  /**
   * Watches.
   *
   * @param request asks the work to end
   */
  static Interruption watch(Runnable request) {
    Interruption interruption = new Interruption(request);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void await() {
    try {
      ended.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work has ended. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending because of the hook.
    }
  }
}
