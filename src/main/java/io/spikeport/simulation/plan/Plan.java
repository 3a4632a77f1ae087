package io.spikeport.simulation.plan;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.StatefulOp;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.simulation.cost.FanOut;
import io.spikeport.simulation.cost.MessageTally;
import io.spikeport.simulation.geometry.NonOverlappingWindows;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.kernel.ConvKernel;
import io.spikeport.simulation.kernel.ConvMethod;
import io.spikeport.simulation.kernel.Kernel;
import io.spikeport.simulation.kernel.PerElement;
import io.spikeport.simulation.kernel.SharedWeights;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.simulation.neuron.NeuronLayer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph compiled for one image at a time: buffers made once and a list of kernels. It runs layer
 * by layer over several timesteps at once, which gives what running timestep by timestep gives,
 * since a graph has no cycle: the rows of a dense product are consecutive timesteps.
 *
 * <p>Everything that does not depend on a stateful operator is computed once per image, since the
 * input is the same in every timestep. Large layers, at the {@link LeadingNodes}, take fewer
 * timesteps at once than the others; what is read outside of it is collected there.
 *
 * <p>Why the spikes are the same at every batch size and thread count: products may round
 * differently for another number of rows or of threads (measured: a matrix product of 1 row against
 * 100 rows, or of a transposed factor below 16 rows; never a convolution). Here each product is
 * computed by one thread, over a number of rows that depends on the graph and T alone, and all of
 * its rows belong to one image. So nothing about other images can reach an image's numbers.
 */
public final class Plan implements AutoCloseable {

  private final Graph graph;
  private final int rows;
  private final LeadingNodes leading;
  private final NeuronFusion fusion;
  private final Map<String, String> roots = new HashMap<>();
  private final Set<String> timed = new HashSet<>();
  private final Set<String> offHeap = new HashSet<>();
  private final Map<String, RowBuffer> buffers = new HashMap<>();
  private final Map<String, RowBuffer> collected = new LinkedHashMap<>();
  private final List<Kernel> constantKernels = new ArrayList<>();
  private final List<Kernel> frontKernels = new ArrayList<>();
  private final List<Kernel> timedKernels = new ArrayList<>();
  private final Map<String, NeuronLayer> neurons = new LinkedHashMap<>();
  private final Map<String, MessageTally> tallies = new LinkedHashMap<>();

  /**
   * @param rows timesteps that one run covers
   * @param observed names of values that must be there to be read
   * @param mayStopEarly whether {@link #subtractSpikes} will be called
   * @param counted messages that are to be counted
   * @param weights shared by the plans of one network
   */
  public Plan(
      Graph graph,
      int rows,
      Set<String> observed,
      boolean mayStopEarly,
      List<FanOut.Arrival> counted,
      SharedWeights weights) {
    this.graph = graph;
    this.rows = rows;
    this.leading = LeadingNodes.of(graph, rows);
    this.fusion = new NeuronFusion(graph, observed, !mayStopEarly);
    analyse();
    makeBuffers();
    observed.forEach(this::collect);
    collect(graph.output());
    if (mayStopEarly) {
      graph.neurons().forEach(neuron -> collect(written(neuron)));
      counted.forEach(arrival -> collect(arrival.value()));
    }
    for (FanOut.Arrival arrival : counted) {
      double[] synapses =
          SampleLayout.of(graph.shape(arrival.value())).toStored(arrival.synapses());
      tallies.put(arrival.value(), new MessageTally(arrival.spikes(), synapses));
    }
    Set<String> uncounted = new HashSet<>(tallies.keySet());
    for (Node node : graph.nodes()) {
      if (!fusion.isFused(node) && !onlyRenames(node)) {
        compile(node, weights, uncounted);
      }
    }
  }

  private void analyse() {
    roots.put(graph.input().name(), graph.input().name());
    for (Node node : graph.nodes()) {
      roots.put(node.name(), onlyRenames(node) ? root(node.inputs().get(0)) : node.name());
      if (node.op() instanceof StatefulOp || node.inputs().stream().anyMatch(timed::contains)) {
        timed.add(node.name());
      }
    }
    for (Node node : graph.nodes()) {
      boolean oneDnn = node.op() instanceof Conv conv && method(node, conv) == ConvMethod.ONEDNN;
      if (node.op() instanceof Linear
          || oneDnn && ConvKernel.readsInputDirectly((Conv) node.op())) {
        offHeap.add(root(node.inputs().get(0)));
      }
      if (oneDnn) {
        offHeap.add(node.name());
      }
    }
  }

  private ConvMethod method(Node node, Conv conv) {
    return ConvMethod.of(conv, graph.shape(node.name()), timed.contains(node.name()));
  }

  /** Whether a node's value is its input's, stored alike. */
  private boolean onlyRenames(Node node) {
    return (node.op() instanceof Flatten || node.op() instanceof Reshape)
        && SampleLayout.of(graph.shape(node.inputs().get(0))).isTrivial()
        && SampleLayout.of(graph.shape(node.name())).isTrivial();
  }

  private String root(String value) {
    return roots.getOrDefault(value, value);
  }

  private void makeBuffers() {
    makeBuffer(graph.input().name());
    for (Node node : graph.nodes()) {
      if (root(node.name()).equals(node.name()) && needsBuffer(node)) {
        makeBuffer(node.name());
      }
    }
  }

  /** Whether a kernel writes the node's value; what is fused hands values on by itself. */
  private boolean needsBuffer(Node node) {
    return written(fusion.ownerOf(node)).equals(node.name());
  }

  private void makeBuffer(String name) {
    int extent = !timed.contains(name) ? 1 : isInFront(name) ? leading.rows() : rows;
    buffers.put(name, buffer(name, extent));
  }

  private RowBuffer buffer(String name, int extent) {
    int size = graph.shape(name).size();
    return offHeap.contains(name)
        ? RowBuffer.offHeap(extent, size)
        : RowBuffer.onHeap(extent, size);
  }

  /** A neuron layer's scalers are run with it, wherever they stand. */
  private boolean isInFront(String value) {
    return graph.hasNode(value) && leading.has(fusion.ownerOf(graph.node(value)));
  }

  /** Makes a value available for all timesteps of a run, to be read outside the front. */
  private void collect(String value) {
    String name = root(value);
    if (timed.contains(name) && isInFront(name)) {
      collected.computeIfAbsent(name, any -> buffer(name, rows));
    }
  }

  private void compile(Node node, SharedWeights weights, Set<String> uncounted) {
    Optional<Node> scalerBefore = fusion.before(node);
    List<String> sources = scalerBefore.map(Node::inputs).orElse(node.inputs());
    boolean inFront = leading.has(node);
    if (!inFront) {
      sources.forEach(this::collect);
    }
    if (FanOut.isWeighted(node) && uncounted.remove(sources.get(0))) {
      MessageTally tally = tallies.get(sources.get(0));
      RowBuffer rows = inFront ? buffer(sources.get(0)) : value(sources.get(0));
      kernelsLike(node).add(new CountKernel(tally, rows));
    }
    KernelCompiler compiler =
        new KernelCompiler(
            graph,
            node,
            sources.stream().map(source -> inFront ? buffer(source) : value(source)).toList(),
            buffer(written(node)),
            weights,
            scalerBefore.map(this::factor).orElse(PerElement.ONE),
            fusion.after(node).map(this::factor).orElse(PerElement.ONE),
            fusion.pooling(node).flatMap(pool -> tiling(node, pool)),
            timed.contains(node.name()));
    Kernel kernel = node.op().accept(compiler);
    kernelsLike(node).add(kernel);
    if (kernel instanceof NeuronLayer neuron) {
      neurons.put(node.name(), neuron);
    }
  }

  /** The value that a node's kernel writes: that of the last node that is fused with it. */
  private String written(Node node) {
    return fusion.pooling(node).or(() -> fusion.after(node)).orElse(node).name();
  }

  private List<Kernel> kernelsLike(Node node) {
    if (!timed.contains(node.name())) {
      return constantKernels;
    }
    return leading.has(node) ? frontKernels : timedKernels;
  }

  private Optional<NonOverlappingWindows> tiling(Node neuron, Node pool) {
    return NonOverlappingWindows.of((AveragePool) pool.op(), graph.shape(neuron.name()));
  }

  private PerElement factor(Node scaler) {
    return PerElement.of(((VoltageScaler) scaler.op()).factor(), graph.shape(scaler.name()));
  }

  /**
   * Starts a new image, given channels first: sets the input, computes what does not change,
   * forgets all state.
   */
  public void begin(float[] image) {
    set(image);
    frontKernels.forEach(Kernel::reset);
    timedKernels.forEach(Kernel::reset);
  }

  /** Goes on with the next image of a stream: likewise, but all state stays. */
  public void next(float[] image) {
    set(image);
    frontKernels.forEach(Kernel::nextImage);
    timedKernels.forEach(Kernel::nextImage);
  }

  private void set(float[] image) {
    SampleLayout layout = SampleLayout.of(graph.input().shape());
    value(graph.input().name()).writeRow(0, layout.toStored(image));
    constantKernels.forEach(kernel -> kernel.run(1));
  }

  /**
   * Runs the next timesteps.
   *
   * @param count at most the number of rows
   */
  public void advance(int count) {
    for (int first = 0; first < count && !frontKernels.isEmpty(); first += leading.rows()) {
      int some = Math.min(leading.rows(), count - first);
      frontKernels.forEach(kernel -> kernel.run(some));
      for (var entry : collected.entrySet()) {
        entry.getValue().copyRows(buffers.get(entry.getKey()), some, first);
      }
    }
    timedKernels.forEach(kernel -> kernel.run(count));
  }

  /** Takes back from the counts what was fired in some of the rows of the last run. */
  public void subtractSpikes(int firstRow, int endRow) {
    neurons.forEach(
        (name, neuron) ->
            neuron.subtractSpikes(value(written(graph.node(name))), firstRow, endRow));
    tallies.forEach((name, tally) -> tally.subtract(value(name), firstRow, endRow));
  }

  public int rows() {
    return rows;
  }

  /** Rows of a node's value, or of the input: the output's, or one that was to be observed. */
  public RowBuffer value(String name) {
    RowBuffer all = collected.get(root(name));
    return all == null ? buffer(name) : all;
  }

  private RowBuffer buffer(String name) {
    RowBuffer buffer = buffers.get(root(name));
    if (buffer == null) {
      throw new IllegalArgumentException("'" + name + "' is not observed");
    }
    return buffer;
  }

  /** The neuron layers by name, in topological order. */
  public Map<String, NeuronLayer> neurons() {
    return Collections.unmodifiableMap(neurons);
  }

  /** The messages that were counted of the image. */
  public Collection<MessageTally> tallies() {
    return Collections.unmodifiableCollection(tallies.values());
  }

  /** Counts messages before the layer that reads them first. */
  private record CountKernel(MessageTally tally, RowBuffer messages) implements Kernel {

    @Override
    public void run(int rows) {
      for (int row = 0; row < rows; row++) {
        tally.add(messages, row);
      }
    }

    @Override
    public void reset() {
      tally.reset();
    }

    @Override
    public void nextImage() {
      tally.nextImage();
    }
  }

  @Override
  public void close() {
    buffers.values().forEach(RowBuffer::close);
    collected.values().forEach(RowBuffer::close);
    constantKernels.forEach(Kernel::close);
    frontKernels.forEach(Kernel::close);
    timedKernels.forEach(Kernel::close);
  }
}
