package io.spikeport.stepgraph;

import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Graph;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.tensor.Tensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A spiking graph as an ONNX graph of standard operators (opset {@value #OPSET}), with a batch axis
 * {@code N} that is open. All values are float32, {@code [N, …]}.
 */
public final class StepGraph {

  /** Version of ONNX's standard operators. */
  public static final int OPSET = 13;

  private final GraphProto graph;
  private final String input;
  private final String output;
  private final List<StateVariable> states;
  private final Map<Tensor, String> tensors;
  private final List<OperatorSetIdProto> opsets;

  private StepGraph(
      OnnxGraphBuilder builder, String input, String output, List<StateVariable> states) {
    this.graph = builder.graph();
    this.input = input;
    this.output = output;
    this.states = List.copyOf(states);
    this.tensors = builder.tensors();
    this.opsets = builder.opsets();
  }

  /**
   * One timestep: takes the preprocessed image and the states, yields the output of this timestep
   * and the states after it. Nodes, input and output are named as in the graph.
   */
  public static StepGraph step(Graph graph) {
    OnnxGraphBuilder builder = new OnnxGraphBuilder("spiking");
    String image = input(builder, graph);
    StateNames names = new StateNames();
    List<StateVariable> variables = StateVariable.declare(builder, State.of(graph), names);
    Map<String, String> values = new HashMap<>(Map.of(graph.input().name(), image));
    TimestepWriter.write(builder, graph, graph.nodes(), values, "", names);
    String output = values.get(graph.output());
    if (output.equals(image)) {
      output = builder.fresh("output");
      builder.node("Identity", output, List.of(image));
    }
    builder.output(output, graph.outputShape());
    return new StepGraph(builder, image, output, StateVariable.finish(builder, variables, names));
  }

  /**
   * All timesteps: takes the preprocessed image, yields the output summed over the timesteps from
   * {@code readoutStart} on, or what the head makes of that sum divided by {@code divisor}. A
   * {@code Loop} holds what changes from timestep to timestep.
   */
  public static StepGraph loop(
      Graph graph, int timesteps, int readoutStart, Optional<FloatBlock> head, int divisor) {
    OnnxGraphBuilder builder = new OnnxGraphBuilder("spiking");
    String image = input(builder, graph);
    String sum = new LoopWriter(builder, graph, timesteps, readoutStart).write(image);
    return accumulated(builder, graph, image, sum, head, divisor);
  }

  /** The same without a loop: copies of the timestep that share their constants. */
  public static StepGraph unrolled(
      Graph graph, int timesteps, int readoutStart, Optional<FloatBlock> head, int divisor) {
    OnnxGraphBuilder builder = new OnnxGraphBuilder("spiking");
    String image = input(builder, graph);
    String sum = new UnrolledWriter(builder, graph, timesteps, readoutStart).write(image);
    return accumulated(builder, graph, image, sum, head, divisor);
  }

  /**
   * The sum as the output, or what the head makes of it.
   *
   * @param divisor of the sum before the head
   */
  private static StepGraph accumulated(
      OnnxGraphBuilder builder,
      Graph graph,
      String image,
      String sum,
      Optional<FloatBlock> head,
      int divisor) {
    if (head.isEmpty()) {
      builder.output(sum, graph.outputShape());
      return new StepGraph(builder, image, sum, List.of());
    }
    String readout = builder.fresh("readout");
    builder.node("Div", readout, List.of(sum, builder.constant("divisor", Tensor.scalar(divisor))));
    String output = builder.fresh("output");
    new BlockWriter(builder, "head", "").write(head.get(), List.of(readout), output);
    builder.output(output, head.get().output());
    return new StepGraph(builder, image, output, List.of());
  }

  private static String input(OnnxGraphBuilder builder, Graph graph) {
    String name = builder.fresh(graph.input().name());
    builder.input(name, graph.input().shape());
    return name;
  }

  public GraphProto graph() {
    return graph;
  }

  /** The sets of operators that the graph's nodes are of; ONNX's own is at least {@link #OPSET}. */
  public List<OperatorSetIdProto> opsets() {
    return opsets;
  }

  /** Name of the image's input. */
  public String input() {
    return input;
  }

  /** Name of the output: of one timestep, or summed. */
  public String output() {
    return output;
  }

  /** The states that go in and out; none where the graph runs all timesteps. */
  public List<StateVariable> states() {
    return states;
  }

  /** The names of parameters among the constants, by identity. */
  public Map<Tensor, String> tensors() {
    return Collections.unmodifiableMap(tensors);
  }
}
