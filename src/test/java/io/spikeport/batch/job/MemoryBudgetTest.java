package io.spikeport.batch.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.data.DataOptions;
import java.util.Optional;
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
    JobOptions convert = options(false, false);
    long small = MemoryEstimate.of(1 << 20, Fixtures.calibration(), convert);
    assertTrue(MemoryEstimate.of(1 << 30, Fixtures.calibration(), convert) > small + (1L << 32));
    long evaluated = MemoryEstimate.of(1 << 20, Fixtures.calibration(), options(true, false));
    long diagnosed = MemoryEstimate.of(1 << 20, Fixtures.calibration(), options(true, true));
    assertTrue(small < evaluated && evaluated < diagnosed, evaluated + ", " + diagnosed);
    assertTrue(diagnosed < 1L << 30, "MNIST fits everywhere: " + diagnosed);
  }

  private static JobOptions options(boolean evaluate, boolean diagnose) {
    DataSource data = new DataSource(Fixtures.CALIBRATION, DataOptions.DEFAULT, Optional.empty());
    return new JobOptions(
        ConversionOptions.article(),
        Optional.empty(),
        data,
        evaluate ? Optional.of(data) : Optional.empty(),
        diagnose,
        ".snn",
        false);
  }
}
