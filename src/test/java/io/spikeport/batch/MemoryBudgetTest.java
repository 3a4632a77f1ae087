package io.spikeport.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  @Test
  void noMoreIsTakenThanThereIs() throws Exception {
    MemoryBudget budget = new MemoryBudget(100);
    AtomicLong taken = new AtomicLong();
    AtomicLong most = new AtomicLong();
    ExecutorService workers = Executors.newFixedThreadPool(8);
    try {
      var jobs =
          IntStream.range(0, 60)
              .<Future<?>>mapToObj(
                  i ->
                      workers.submit(
                          () -> {
                            long mine = budget.take(i % 7 == 0 ? 1000 : 30);
                            most.accumulateAndGet(taken.addAndGet(mine), Math::max);
                            Thread.sleep(1);
                            taken.addAndGet(-mine);
                            budget.giveBack(mine);
                            return null;
                          }))
              .toList();
      for (Future<?> job : jobs) {
        job.get();
      }
    } finally {
      workers.shutdownNow();
    }
    assertEquals(0, taken.get());
    assertTrue(most.get() <= 100 && most.get() >= 60, "most at once: " + most);
  }

  @Test
  void largerModelsAndImagesTakeMore() {
    long small = MemoryEstimate.of(1 << 20, Fixtures.calibration());
    assertTrue(MemoryEstimate.of(1 << 30, Fixtures.calibration()) > small + (1L << 32));
    assertTrue(small < 1L << 30, "MNIST fits everywhere: " + small);
  }
}
