package io.spikeport.simulation;

import io.spikeport.data.WorkerFailure;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.StatefulOp;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.kernel.ElementwiseKernel;
import io.spikeport.simulation.kernel.Kernel;
import io.spikeport.simulation.kernel.PerElement;
import io.spikeport.simulation.kernel.SharedWeights;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.simulation.neuron.NeuronBlocks;
import io.spikeport.simulation.neuron.NeuronKernel;
import io.spikeport.simulation.plan.KernelCompiler;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs a few images through a graph node by node, each node over all timesteps of all images before
 * the next one. So a neuron layer's parameters can be chosen when everything before it is known,
 * and nothing is computed twice: the caller asks for one node after the other in topological order,
 * and puts in the values of those that it computes itself.
 *
 * <p>A value that is the same in every timestep is kept once. Samples are kept as the engine stores
 * them, channels last. The memory of values that no node needs any more is given back.
 */
public final class StagedSimulation implements AutoCloseable {

  private final Graph graph;
  private final int timesteps;
  private final int images;
  private final int threads;
  private final ExecutorService workers;
  private final ArrayPool spare;
  private final Map<String, ValuesOverTime> trains = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();

  /**
   * @param inputs preprocessed images, {@code [C,H,W]} each, row-major
   * @param timesteps T; 1 for a graph without neurons
   * @param spare memory for the values
   */
  public StagedSimulation(
      Graph graph, List<float[]> inputs, int timesteps, int threads, ArrayPool spare) {
    this.graph = graph;
    this.timesteps = timesteps;
    this.images = inputs.size();
    this.threads = threads;
    this.spare = spare;
    this.workers = Executors.newFixedThreadPool(threads);
    SampleLayout layout = SampleLayout.of(graph.input().shape());
    float[][] stored = inputs.stream().map(layout::toStored).toArray(float[][]::new);
    trains.put(graph.input().name(), new ValuesOverTime(1, stored));
    count(graph.input().name());
    graph.nodes().forEach(node -> count(node.name()));
  }

  private void count(String value) {
    int outside = value.equals(graph.output()) ? 1 : 0;
    readers.put(value, graph.consumers(value).size() + outside);
  }

  /** Number of images. */
  public int images() {
    return images;
  }

  /** A node's value for every image; not a copy, and there until no node needs it any more. */
  public ValuesOverTime trains(String value) {
    ValuesOverTime found = trains.get(value);
    if (found == null) {
      throw new IllegalStateException("'" + value + "' is not computed, or no longer needed");
    }
    return found;
  }

  /** Says that a value will be asked for when all is done. */
  public void keep(String value) {
    readers.merge(value, 1, Integer::sum);
  }

  /** Puts in a node's value, as {@link #trains} gives it. */
  public void put(String node, ValuesOverTime values) {
    trains.put(node, values);
  }

  /** Says that a node will not be computed: what it takes need not be kept for it. */
  public void skip(String node) {
    for (String input : graph.node(node).inputs()) {
      if (readers.merge(input, -1, Integer::sum) == 0) {
        Optional.ofNullable(trains.remove(input)).ifPresent(free -> spare.give(free.arrays()));
      }
    }
  }

  /** Computes a node from its inputs. */
  public void compute(String name) {
    Node node = graph.node(name);
    int most = node.op() instanceof StatefulOp ? timesteps : 1;
    for (String input : node.inputs()) {
      most = Math.max(most, rows(input));
    }
    int rows = most;
    float[][] outputs = new float[images][];
    SharedWeights weights = new SharedWeights();
    try {
      run(node.describe(), node.inputs(), outputs, () -> stage(node, rows, weights));
    } finally {
      weights.close();
    }
    put(name, new ValuesOverTime(rows, outputs));
    skip(name);
  }

  /**
   * What a layer of neurons puts out with parameters other than the graph's: its spikes times the
   * output scale, for the input {@code factor·x + shift}.
   *
   * @param current the value x
   * @param factor one per channel, as are the shift and the output scale
   * @param last whether nobody asks for the current again: the spikes then take its place in memory
   * @return as {@link #trains} gives a value, T rows for every image
   */
  public ValuesOverTime fire(
      String current,
      IntegratingNeuron neurons,
      Tensor factor,
      Optional<Tensor> shift,
      Tensor outputScale,
      boolean last) {
    Shape sample = graph.shape(current);
    PerElement factors = PerElement.of(factor, sample);
    PerElement outputScales = PerElement.of(outputScale, sample);
    Optional<PerElement> shifts = shift.map(values -> PerElement.of(values, sample));
    float[][] outputs = new float[images][];
    boolean replaces = last && readers.get(current) == 1 && rows(current) == timesteps;
    if (replaces) {
      System.arraycopy(trains(current).arrays(), 0, outputs, 0, images);
    }
    run(
        "the neurons on '" + current + "'",
        List.of(current),
        outputs,
        () -> {
          RowBuffer input = RowBuffer.onHeap(rows(current), sample.size());
          RowBuffer output = RowBuffer.onHeap(timesteps, sample.size());
          List<Kernel> kernels = new ArrayList<>();
          shifts.ifPresent(
              values -> {
                Kernel affine =
                    new ElementwiseKernel(
                        input,
                        input,
                        (x, n, b) ->
                            ElementwiseKernel.affine(x, n, factors.block(b), values.block(b)));
                kernels.add(rows -> affine.run(input.rows()));
              });
          PerElement before = shifts.isPresent() ? PerElement.ONE : factors;
          kernels.add(
              new NeuronKernel(
                  sample,
                  input,
                  output,
                  new NeuronBlocks(current, neurons, sample, before, outputScales)));
          return new Stage(List.of(input), output, kernels);
        });
    if (replaces) {
      trains.remove(current);
    }
    return new ValuesOverTime(timesteps, outputs);
  }

  /**
   * Takes every image through a stage; each thread has one of its own.
   *
   * @param outputs written to; where there is no array, one is put
   */
  private void run(String what, List<String> inputs, float[][] outputs, Supplier<Stage> maker) {
    List<ValuesOverTime> values = inputs.stream().map(this::trains).toList();
    AtomicInteger next = new AtomicInteger();
    List<Stage> stages = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(threads, images); i++) {
        stages.add(maker.get());
      }
      List<Future<?>> running = new ArrayList<>();
      for (Stage stage : stages) {
        running.add(workers.submit(() -> stage.run(next, values, outputs, spare)));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw WorkerFailure.of(what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while calibrating", e);
    } finally {
      stages.forEach(Stage::close);
    }
  }

  private Stage stage(Node node, int rows, SharedWeights weights) {
    boolean dense = node.op() instanceof Conv || node.op() instanceof Linear;
    List<RowBuffer> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(buffer(dense, rows(input), graph.shape(input).size()));
    }
    RowBuffer output = buffer(dense, rows, graph.shape(node.name()).size());
    KernelCompiler compiler =
        new KernelCompiler(
            graph,
            node,
            inputs,
            output,
            weights,
            PerElement.ONE,
            PerElement.ONE,
            Optional.empty(),
            rows > 1);
    return new Stage(inputs, output, List.of(node.op().accept(compiler)));
  }

  private static RowBuffer buffer(boolean dense, int rows, int size) {
    return dense ? RowBuffer.offHeap(rows, size) : RowBuffer.onHeap(rows, size);
  }

  private int rows(String value) {
    return trains(value).rows();
  }

  @Override
  public void close() {
    workers.shutdown();
    trains.values().forEach(values -> spare.give(values.arrays()));
    trains.clear();
  }

  /** Kernels that run one after the other, with buffers of their own. */
  private record Stage(List<RowBuffer> inputs, RowBuffer output, List<Kernel> kernels) {

    void run(AtomicInteger next, List<ValuesOverTime> values, float[][] outputs, ArrayPool spare) {
      Natives.useThisThreadAlone();
      for (int i = next.getAndIncrement(); i < outputs.length; i = next.getAndIncrement()) {
        for (int k = 0; k < inputs.size(); k++) {
          inputs.get(k).writeAll(values.get(k).image(i));
        }
        for (Kernel kernel : kernels) {
          kernel.reset();
          kernel.run(output.rows());
        }
        if (outputs[i] == null) {
          outputs[i] = spare.take(output.rows() * output.size());
        }
        output.readAll(outputs[i]);
      }
    }

    void close() {
      kernels.forEach(Kernel::close);
      inputs.forEach(RowBuffer::close);
      output.close();
    }
  }
}
