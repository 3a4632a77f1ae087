package io.spikeport.simulation.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.spikeport.data.Dataset;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.graph.Graph;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.simulation.contract.ImageListener;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.RecordingCheck;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.cost.FanOut;
import io.spikeport.simulation.cost.SpikeTally;
import io.spikeport.simulation.kernel.SharedWeights;
import io.spikeport.simulation.run.Head;
import io.spikeport.simulation.run.ImageReader;
import io.spikeport.simulation.run.ResultsInOrder;
import io.spikeport.snn.SpikingModel;
import io.spikeport.stepgraph.SplitGraph;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs a spiking model as graphs of standard ONNX operators in ONNX Runtime. Each of its threads
 * takes one batch after the other through all timesteps; ONNX Runtime itself uses no threads, so
 * nothing waits and no idle thread spins.
 *
 * <p>Batches are of one size and begin at multiples of it, whatever the options say, so that the
 * same data give the same spikes at every batch size and thread count.
 */
public final class OnnxRuntimeSimulator implements Simulation {

  /**
   * Images that run together. Few, so that a layer's values stay in the processor's cache: the
   * neurons' arithmetic is several operators that each go through memory.
   */
  static final int BATCH = 8;

  private final SpikingModel model;
  private final SimulationOptions options;
  private final SharedWeights weights = new SharedWeights();
  private final Optional<OrtSession> once;
  private final Optional<OrtSession> step;
  private final List<OnnxRuntimeBatch> batches = new ArrayList<>();
  private final BlockingQueue<OnnxRuntimeBatch> idle;
  private final ExecutorService workers;

  public OnnxRuntimeSimulator(SpikingModel model, SimulationOptions options) {
    if (options.sequence()) {
      throw new UsageException(
          Problem.mismatch(
              "a sequence", "the engine nd4j", "onnxruntime", "leave out --engine or --sequence"));
    }
    this.model = model;
    this.options = options;
    Graph graph = model.runnableGraph();
    RecordingCheck.check(graph, options.recording());
    Head head = new Head(model, weights);
    FanOut fanOut = new FanOut(graph);
    Map<String, SpikeTally> tallies = tallies(graph, fanOut);
    Map<String, Tensor> matrices = new LinkedHashMap<>();
    tallies.forEach((layer, tally) -> matrices.put(layer, tally.matrix()));
    Set<String> wanted = wanted(graph, options.recording());
    fanOut.arrivals().forEach(arrival -> wanted.add(arrival.value()));
    SplitGraph split = new SplitGraph(graph, wanted, matrices);
    this.idle = new ArrayBlockingQueue<>(options.threads());
    try {
      this.once =
          split.onceOutputs().isEmpty()
              ? Optional.empty()
              : Optional.of(session(split.onceModel()));
      this.step = split.hasTimestep() ? Optional.of(session(split.stepModel())) : Optional.empty();
      for (int i = 0; i < options.threads(); i++) {
        batches.add(
            new OnnxRuntimeBatch(
                graph, options, head, split, tallies, fanOut.arrivals(), once, step, BATCH));
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refuses our own graph", e);
    }
    idle.addAll(batches);
    this.workers =
        Executors.newFixedThreadPool(
            options.threads(),
            work -> {
              Thread thread = new Thread(work, "spikeport-onnxruntime");
              thread.setDaemon(true);
              return thread;
            });
  }

  private static Map<String, SpikeTally> tallies(Graph graph, FanOut fanOut) {
    Map<String, SpikeTally> tallies = new LinkedHashMap<>();
    for (Node node : graph.neurons()) {
      int most = node.op() instanceof IntegrateAndFire op ? op.firing().maximumSpikes() : 1;
      tallies.put(node.name(), new SpikeTally(fanOut.of(node), most));
    }
    return tallies;
  }

  private static Set<String> wanted(Graph graph, Recording recording) {
    Set<String> wanted = new HashSet<>(recording.means());
    wanted.addAll(recording.trains());
    wanted.addAll(recording.spikeCounts());
    wanted.add(graph.output());
    return wanted;
  }

  private static OrtSession session(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return OrtEnvironment.getEnvironment().createSession(model, options);
    }
  }

  @Override
  public void run(Dataset data, int images, ImageListener listener) {
    ImageReader reader = new ImageReader(model, data);
    try (ResultsInOrder<List<ImageResult>> results =
        new ResultsInOrder<>(
            workers, options.threads() + 1, batch -> batch.forEach(listener::image))) {
      for (int first = 0; first < images; first += BATCH) {
        int start = first;
        List<float[]> batch = reader.read(first, Math.min(BATCH, images - first));
        results.submit(() -> simulate(start, batch));
      }
      results.finish();
    }
  }

  private List<ImageResult> simulate(int first, List<float[]> images)
      throws InterruptedException, OrtException {
    OnnxRuntimeBatch batch = idle.take();
    try {
      return batch.run(first, images);
    } finally {
      idle.add(batch);
    }
  }

  @Override
  public void close() {
    workers.shutdown();
    batches.forEach(OnnxRuntimeBatch::close);
    weights.close();
    try {
      if (once.isPresent()) {
        once.get().close();
      }
      if (step.isPresent()) {
        step.get().close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not let go", e);
    }
  }
}
