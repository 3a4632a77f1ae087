package io.spikeport.simulation;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.StatefulOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a few images through a graph node by node, each node over all timesteps of all images before
 * the next one. So a neuron layer's parameters can be chosen when everything before it is known,
 * and nothing is computed twice: the caller asks for one node after the other in topological order,
 * and puts in the values of those that it computes itself.
 *
 * <p>A value that is the same in every timestep is kept once. Values that no node needs any more
 * are let go.
 */
public final class StagedSimulation implements AutoCloseable {

  private final Graph graph;
  private final int timesteps;
  private final int images;
  private final int threads;
  private final ExecutorService workers;
  private final Map<String, float[][]> trains = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();

  /**
   * @param inputs preprocessed images, {@code [C,H,W]} each, row-major
   * @param timesteps T; 1 for a graph without neurons
   */
  public StagedSimulation(Graph graph, List<float[]> inputs, int timesteps, int threads) {
    this.graph = graph;
    this.timesteps = timesteps;
    this.images = inputs.size();
    this.threads = threads;
    this.workers = Executors.newFixedThreadPool(threads);
    trains.put(graph.input().name(), inputs.toArray(float[][]::new));
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

  public int timesteps() {
    return timesteps;
  }

  /**
   * A node's value for every image: {@code [T, …node]}, or {@code [1, …node]} where it is the same
   * in every timestep.
   */
  public float[][] trains(String value) {
    float[][] found = trains.get(value);
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
  public void put(String node, float[][] values) {
    trains.put(node, values);
  }

  /** Says that a node will not be computed: what it takes need not be kept for it. */
  public void skip(String node) {
    for (String input : graph.node(node).inputs()) {
      if (readers.merge(input, -1, Integer::sum) == 0) {
        trains.remove(input);
      }
    }
  }

  /** Computes a node from its inputs. */
  public void compute(String name) {
    Node node = graph.node(name);
    int rows = node.op() instanceof StatefulOp ? timesteps : 1;
    for (String input : node.inputs()) {
      rows = Math.max(rows, rows(input));
    }
    float[][] output = new float[images][];
    AtomicInteger next = new AtomicInteger();
    Weights weights = new Weights();
    List<Stage> stages = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(threads, images); i++) {
        stages.add(new Stage(node, rows, weights));
      }
      List<Future<?>> running = new ArrayList<>();
      for (Stage stage : stages) {
        running.add(workers.submit(() -> stage.run(next, output)));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(node.describe() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while calibrating", e);
    } finally {
      stages.forEach(Stage::close);
      weights.close();
    }
    trains.put(name, output);
    skip(name);
  }

  private int rows(String value) {
    return trains(value)[0].length / graph.shape(value).size();
  }

  @Override
  public void close() {
    workers.shutdown();
  }

  /** One node's kernel with buffers of its own. */
  private final class Stage {

    private final Node node;
    private final int rows;
    private final List<RowBuffer> inputs = new ArrayList<>();
    private final RowBuffer output;
    private final Kernel kernel;

    Stage(Node node, int rows, Weights weights) {
      this.node = node;
      this.rows = rows;
      boolean dense = node.op() instanceof Conv || node.op() instanceof Linear;
      boolean winograd = rows > 1 && node.op() instanceof Conv conv && WinogradKernel.suits(conv);
      for (String input : node.inputs()) {
        inputs.add(buffer(dense, rows(input), graph.shape(input).size()));
      }
      this.output = buffer(dense, rows, graph.shape(node.name()).size());
      KernelCompiler compiler =
          new KernelCompiler(
              graph, node, inputs, output, weights, PerElement.ONE, PerElement.ONE, winograd);
      this.kernel = node.op().accept(compiler);
    }

    private static RowBuffer buffer(boolean dense, int rows, int size) {
      return dense ? RowBuffer.offHeap(rows, size) : RowBuffer.onHeap(rows, size);
    }

    void run(AtomicInteger next, float[][] into) {
      Natives.useThisThreadAlone();
      for (int image = next.getAndIncrement(); image < images; image = next.getAndIncrement()) {
        for (int i = 0; i < inputs.size(); i++) {
          String input = node.inputs().get(i);
          write(inputs.get(i), Layout.of(graph.shape(input)), trains.get(input)[image]);
        }
        kernel.reset();
        kernel.run(rows);
        float[] train = new float[Math.multiplyExact(rows, output.size())];
        Layout layout = Layout.of(graph.shape(node.name()));
        float[] row = new float[output.size()];
        for (int r = 0; r < rows; r++) {
          output.readRow(r, row);
          layout.toChannelsFirst(row, 0, train, r * row.length);
        }
        into[image] = train;
      }
    }

    private static void write(RowBuffer buffer, Layout layout, float[] train) {
      float[] row = new float[buffer.size()];
      for (int r = 0; r < buffer.rows(); r++) {
        System.arraycopy(train, r * row.length, row, 0, row.length);
        buffer.writeRow(r, layout.toStored(row));
      }
    }

    void close() {
      kernel.close();
      inputs.forEach(RowBuffer::close);
      output.close();
    }
  }
}
