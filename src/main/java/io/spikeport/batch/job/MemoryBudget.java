package io.spikeport.batch.job;

/** Memory that jobs take from and give back; a job that wants more than all of it runs alone. */
public final class MemoryBudget {

  private final long all;
  private long free;

  /**
   * @param bytes in all
   */
  public MemoryBudget(long bytes) {
    this.all = bytes;
    this.free = bytes;
  }

  /**
   * Waits until there is room.
   *
   * @return what to give back
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public synchronized long take(long bytes) throws InterruptedException {
    long taken = Math.min(bytes, all);
    while (free < taken) {
      wait();
    }
    free -= taken;
    return taken;
  }

  public synchronized void giveBack(long bytes) {
    free += bytes;
    notifyAll();
  }
}
