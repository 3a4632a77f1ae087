package io.spikeport.calibration;

import io.spikeport.data.Dataset;
import io.spikeport.data.ThreadLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** One thread's way from images to histograms, batch after batch. */
final class Lane implements Runnable {

  private final OnnxRuntimeNetwork network;
  private final Dataset data;
  private final Batches batches;
  private final List<Layer> layers;
  private final Piece piece = new Piece();
  private int images;

  private Lane(OnnxRuntimeNetwork network, Dataset data, Batches batches, List<Layer> layers) {
    this.network = network;
    this.data = data;
    this.batches = batches;
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
      Supplier<List<Layer>> layers) {
    Batches batches = new Batches(data.size(), network.batch(), progress);
    List<OnnxRuntimeNetwork> others = new ArrayList<>();
    try {
      List<Lane> all = new ArrayList<>();
      all.add(new Lane(network, data, batches, layers.get()));
      while (all.size() < lanes) {
        others.add(network.another());
        all.add(new Lane(others.get(others.size() - 1), data, batches, layers.get()));
      }
      run(all, batches);
      return all.stream().map(Lane::statistics).reduce(ActivationStatistics::merge).orElseThrow();
    } finally {
      others.forEach(OnnxRuntimeNetwork::close);
    }
  }

  /** The first lane is the calling thread's. */
  private static void run(List<Lane> lanes, Batches batches) {
    List<Thread> threads =
        lanes.stream()
            .skip(1)
            .map(lane -> new Thread(() -> ThreadLimit.run(1, lane), "spikeport-calibration"))
            .toList();
    threads.forEach(Thread::start);
    if (threads.isEmpty()) {
      lanes.get(0).run();
    } else {
      ThreadLimit.run(1, lanes.get(0));
    }
    for (Thread thread : threads) {
      join(thread, batches);
    }
    batches.throwFailure();
  }

  /** Its buffers are in use until it ends, so an interruption only makes that sooner. */
  private static void join(Thread thread, Batches batches) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        batches.fail(Integer.MAX_VALUE - 1, new IllegalStateException("interrupted", e));
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
      for (Optional<Batches.Batch> next; (next = batches.next()).isPresent(); ) {
        Batches.Batch batch = next.get();
        at = batch.first();
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("interrupted");
        }
        data.read(batch.first(), batch.count(), samples);
        network.run(samples, batch.count());
        for (Layer layer : layers) {
          layer.add(
              network.bits(layer.value()),
              batch.count(),
              network.elementsPerSample(layer.value()),
              piece);
        }
        images += batch.count();
        batches.done(batch);
      }
    } catch (RuntimeException | Error e) {
      batches.fail(at, e);
    }
  }

  private ActivationStatistics statistics() {
    return new ActivationStatistics(layers.stream().map(Layer::activations).toList(), images);
  }
}
