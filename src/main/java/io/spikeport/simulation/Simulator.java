package io.spikeport.simulation;

import io.spikeport.data.Dataset;
import io.spikeport.graph.Graph;
import io.spikeport.simulation.contract.ImageListener;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.RecordingCheck;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.cost.FanOut;
import io.spikeport.simulation.kernel.SharedWeights;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.simulation.plan.ChunkLength;
import io.spikeport.simulation.run.Head;
import io.spikeport.simulation.run.ImageReader;
import io.spikeport.simulation.run.ImageRun;
import io.spikeport.simulation.run.ResultsInOrder;
import io.spikeport.snn.SpikingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs a spiking model on images. The model is compiled once, when the simulator is made; each of
 * its threads then takes one image after the other. Images have no influence on each other, so the
 * same model, image and options give the same spikes in whatever company, order or number of
 * threads; those of a {@linkplain SimulationOptions#sequence sequence} run in order in one thread.
 *
 * <p>Memory does not grow with the number of images. One call at a time; close it to free ND4J's
 * memory.
 */
public final class Simulator implements Simulation {

  private final SpikingModel model;
  private final SimulationOptions options;
  private final SharedWeights weights = new SharedWeights();
  private final List<ImageRun> runs = new ArrayList<>();
  private final BlockingQueue<ImageRun> idle;
  private final ExecutorService workers;

  /**
   * @throws io.spikeport.error.UsageException if something is to be recorded that the model has not
   */
  public Simulator(SpikingModel model, SimulationOptions wanted) {
    this.model = model;
    this.options = wanted.sequence() ? wanted.withThreads(1) : wanted;
    Graph graph = model.runnableGraph();
    RecordingCheck.check(graph, options.recording());
    int rows = ChunkLength.of(graph, options.timesteps());
    FanOut fanOut = new FanOut(graph);
    Head head = new Head(model, weights);
    this.idle = new ArrayBlockingQueue<>(options.threads());
    for (int i = 0; i < options.threads(); i++) {
      ImageRun run = new ImageRun(graph, options, head, rows, fanOut, weights);
      runs.add(run);
      idle.add(run);
    }
    this.workers = Executors.newFixedThreadPool(options.threads(), Simulator::worker);
  }

  private static Thread worker(Runnable work) {
    Runnable prepared =
        () -> {
          Natives.useThisThreadAlone();
          work.run();
        };
    Thread thread = new Thread(prepared, "spikeport-simulation");
    thread.setDaemon(true);
    return thread;
  }

  public SpikingModel model() {
    return model;
  }

  public SimulationOptions options() {
    return options;
  }

  @Override
  public void run(Dataset data, int images, ImageListener listener) {
    ImageReader reader = new ImageReader(model, data);
    int ahead = options.batch() + options.threads();
    try (ResultsInOrder<ImageResult> results =
        new ResultsInOrder<>(workers, ahead, listener::image)) {
      for (int first = 0; first < images; first += options.batch()) {
        int count = Math.min(options.batch(), images - first);
        List<float[]> batch = reader.read(first, count);
        for (int i = 0; i < count; i++) {
          int index = first + i;
          float[] image = batch.get(i);
          results.submit(() -> simulate(index, image));
        }
      }
      results.finish();
    }
  }

  private ImageResult simulate(int index, float[] image) throws InterruptedException {
    ImageRun run = idle.take();
    try {
      return run.run(index, image);
    } finally {
      idle.add(run);
    }
  }

  @Override
  public void close() {
    workers.shutdown();
    runs.forEach(ImageRun::close);
    weights.close();
  }
}
