package io.spikeport.simulation;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.StatefulOp;
import io.spikeport.graph.VoltageScaler;
import java.util.ArrayList;
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
 * input is the same in every timestep.
 *
 * <p>Why the spikes are the same at every batch size and thread count: oneDNN's products may round
 * differently for another number of rows or of threads (measured: a matrix product of 1 row against
 * 100 rows, or of a transposed factor below 16 rows; never a convolution). Here each product is
 * computed by one thread, over a number of rows that depends on the graph and T alone, and all of
 * its rows belong to one image. So nothing about other images can reach an image's numbers.
 */
final class Plan implements AutoCloseable {

  private final Graph graph;
  private final int rows;
  private final ScalerFusion fusion;
  private final Map<String, String> roots = new HashMap<>();
  private final Set<String> timed = new HashSet<>();
  private final Set<String> offHeap = new HashSet<>();
  private final Map<String, RowBuffer> buffers = new HashMap<>();
  private final List<Kernel> constantKernels = new ArrayList<>();
  private final List<Kernel> timedKernels = new ArrayList<>();
  private final Map<String, NeuronKernel> neurons = new LinkedHashMap<>();

  /**
   * @param rows timesteps that one run covers
   * @param observed names of values that must be there to be read
   * @param weights shared by the plans of one network
   */
  Plan(Graph graph, int rows, Set<String> observed, Weights weights) {
    this.graph = graph;
    this.rows = rows;
    this.fusion = new ScalerFusion(graph, observed);
    analyse();
    makeBuffers();
    for (Node node : graph.nodes()) {
      if (!fusion.isFused(node) && !onlyRenames(node)) {
        compile(node, weights);
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
      if (node.op() instanceof Linear
          || node.op() instanceof Conv conv && ConvKernel.readsInputDirectly(conv)) {
        offHeap.add(root(node.inputs().get(0)));
      }
      if (node.op() instanceof Linear || node.op() instanceof Conv) {
        offHeap.add(node.name());
      }
    }
  }

  /** Whether a node's value is its input's, stored alike. */
  private boolean onlyRenames(Node node) {
    return (node.op() instanceof Flatten || node.op() instanceof Reshape)
        && Layout.of(graph.shape(node.inputs().get(0))).isTrivial()
        && Layout.of(graph.shape(node.name())).isTrivial();
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

  /** Not a scaler fused before a neuron, nor a neuron whose spikes go straight into its scaler. */
  private boolean needsBuffer(Node node) {
    boolean beforeNeuron =
        fusion.isFused(node)
            && graph.consumers(node.name()).stream()
                .anyMatch(reader -> fusion.before(reader).filter(node::equals).isPresent());
    return !beforeNeuron && fusion.after(node).isEmpty();
  }

  private void makeBuffer(String name) {
    int extent = timed.contains(name) ? rows : 1;
    int size = graph.shape(name).size();
    buffers.put(
        name,
        offHeap.contains(name) ? RowBuffer.offHeap(extent, size) : RowBuffer.onHeap(extent, size));
  }

  private void compile(Node node, Weights weights) {
    Optional<Node> scalerBefore = fusion.before(node);
    Optional<Node> scalerAfter = fusion.after(node);
    List<String> sources = scalerBefore.map(Node::inputs).orElse(node.inputs());
    RowBuffer output = value(scalerAfter.map(Node::name).orElse(node.name()));
    KernelCompiler compiler =
        new KernelCompiler(
            graph,
            node,
            sources.stream().map(this::value).toList(),
            output,
            weights,
            scalerBefore.map(this::factor).orElse(PerElement.ONE),
            scalerAfter.map(this::factor).orElse(PerElement.ONE));
    Kernel kernel = node.op().accept(compiler);
    (timed.contains(node.name()) ? timedKernels : constantKernels).add(kernel);
    if (kernel instanceof NeuronKernel neuron) {
      neurons.put(node.name(), neuron);
    }
  }

  private PerElement factor(Node scaler) {
    return PerElement.of(((VoltageScaler) scaler.op()).factor(), graph.shape(scaler.name()));
  }

  /**
   * Starts a new image, given channels first: sets the input, computes what does not change,
   * forgets all state.
   */
  void begin(float[] image) {
    Layout layout = Layout.of(graph.input().shape());
    value(graph.input().name()).writeRow(0, layout.toStored(image));
    constantKernels.forEach(kernel -> kernel.run(1));
    timedKernels.forEach(Kernel::reset);
  }

  /**
   * Runs the next timesteps.
   *
   * @param count at most the number of rows
   */
  void advance(int count) {
    timedKernels.forEach(kernel -> kernel.run(count));
  }

  int rows() {
    return rows;
  }

  /** Rows of a node's value, or of the input: the output's, or one that was to be observed. */
  RowBuffer value(String name) {
    RowBuffer buffer = buffers.get(root(name));
    if (buffer == null) {
      throw new IllegalArgumentException("'" + name + "' is not observed");
    }
    return buffer;
  }

  /** The neuron layers by name, in topological order. */
  Map<String, NeuronKernel> neurons() {
    return Collections.unmodifiableMap(neurons);
  }

  @Override
  public void close() {
    buffers.values().forEach(RowBuffer::close);
    constantKernels.forEach(Kernel::close);
    timedKernels.forEach(Kernel::close);
  }
}
