package io.spikeport.calibration;

import io.spikeport.data.Dataset;
import io.spikeport.data.ThreadLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** One thread's way from images to histograms, batch after batch. */
final class CalibrationWorker implements Runnable {

  private final OnnxRuntimeNetwork network;
  private final Dataset data;
  private final BatchQueue queue;
  private final List<MeasuredLayer> layers;
  private final ActivationChunk chunk = new ActivationChunk();
  private int images;

  private CalibrationWorker(
      OnnxRuntimeNetwork network, Dataset data, BatchQueue queue, List<MeasuredLayer> layers) {
    this.network = network;
    this.data = data;
    this.queue = queue;
    this.layers = layers;
  }

  /**
   * Measures on several threads at once, and ends when all of them have.
   *
   * @param lanes number of threads
   * @param progress told the number of images done so far
   * @param layers makes the ReLUs to measure, with nothing counted yet
   */
  static ActivationStatistics measure(
      OnnxRuntimeNetwork network,
      int lanes,
      Dataset data,
      IntConsumer progress,
      Supplier<List<MeasuredLayer>> layers) {
    BatchQueue queue = new BatchQueue(data.size(), network.batch(), progress);
    List<OnnxRuntimeNetwork> others = new ArrayList<>();
    try {
      List<CalibrationWorker> all = new ArrayList<>();
      all.add(new CalibrationWorker(network, data, queue, layers.get()));
      while (all.size() < lanes) {
        others.add(network.another());
        all.add(new CalibrationWorker(others.get(others.size() - 1), data, queue, layers.get()));
      }
      run(all, queue);
      return all.stream()
          .map(CalibrationWorker::statistics)
          .reduce(ActivationStatistics::merge)
          .orElseThrow();
    } finally {
      others.forEach(OnnxRuntimeNetwork::close);
    }
  }

  /** The first lane is the calling thread's. */
  private static void run(List<CalibrationWorker> lanes, BatchQueue queue) {
    List<Thread> threads =
        lanes.stream()
            .skip(1)
            .map(worker -> new Thread(() -> ThreadLimit.run(1, worker), "spikeport-calibration"))
            .toList();
    threads.forEach(Thread::start);
    if (threads.isEmpty()) {
      lanes.get(0).run();
    } else {
      ThreadLimit.run(1, lanes.get(0));
    }
    for (Thread thread : threads) {
      join(thread, queue);
    }
    queue.throwFailure();
  }

  /** Its buffers are in use until it ends, so an interruption only makes that sooner. */
  private static void join(Thread thread, BatchQueue queue) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        queue.fail(Integer.MAX_VALUE - 1, new IllegalStateException("interrupted", e));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    float[] samples = new float[network.batch() * data.sampleShape().size()];
    int at = 0;
    try {
      for (Optional<BatchQueue.Batch> next; (next = queue.next()).isPresent(); ) {
        BatchQueue.Batch batch = next.get();
        at = batch.first();
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("interrupted");
        }
        data.read(batch.first(), batch.count(), samples);
        network.run(samples, batch.count());
        for (MeasuredLayer layer : layers) {
          layer.add(
              network.bits(layer.value()),
              batch.count(),
              network.elementsPerSample(layer.value()),
              chunk);
        }
        images += batch.count();
        queue.done(batch);
      }
    } catch (RuntimeException | Error e) {
      queue.fail(at, e);
    }
  }

  private ActivationStatistics statistics() {
    return new ActivationStatistics(
        layers.stream().map(MeasuredLayer::activations).toList(), images);
  }
}
