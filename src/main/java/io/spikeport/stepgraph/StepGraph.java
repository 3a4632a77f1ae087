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

  private StepGraph(Sheet sheet, String input, String output, List<StateVariable> states) {
    this.graph = sheet.graph();
    this.input = input;
    this.output = output;
    this.states = List.copyOf(states);
    this.tensors = sheet.tensors();
    this.opsets = sheet.opsets();
  }

  /**
   * One timestep: takes the preprocessed image and the states, yields the output of this timestep
   * and the states after it. Nodes, input and output are named as in the graph.
   */
  public static StepGraph step(Graph graph) {
    Sheet sheet = new Sheet("spiking");
    String image = input(sheet, graph);
    StateNames names = new StateNames();
    List<StateVariable> variables = StateVariable.declare(sheet, State.of(graph), names);
    Map<String, String> values = new HashMap<>(Map.of(graph.input().name(), image));
    Timestep.write(sheet, graph, graph.nodes(), values, "", names);
    String output = values.get(graph.output());
    if (output.equals(image)) {
      output = sheet.fresh("output");
      sheet.node("Identity", output, List.of(image));
    }
    sheet.output(output, graph.outputShape());
    return new StepGraph(sheet, image, output, StateVariable.finish(sheet, variables, names));
  }

  /**
   * All timesteps: takes the preprocessed image, yields the output summed over the timesteps from
   * {@code readoutStart} on, or what the head makes of that sum divided by {@code divisor}. A
   * {@code Loop} holds what changes from timestep to timestep.
   */
  public static StepGraph loop(
      Graph graph, int timesteps, int readoutStart, Optional<FloatBlock> head, int divisor) {
    Sheet sheet = new Sheet("spiking");
    String image = input(sheet, graph);
    String sum = new LoopWriter(sheet, graph, timesteps, readoutStart).write(image);
    return accumulated(sheet, graph, image, sum, head, divisor);
  }

  /** The same without a loop: copies of the timestep that share their constants. */
  public static StepGraph unrolled(
      Graph graph, int timesteps, int readoutStart, Optional<FloatBlock> head, int divisor) {
    Sheet sheet = new Sheet("spiking");
    String image = input(sheet, graph);
    String sum = new UnrolledWriter(sheet, graph, timesteps, readoutStart).write(image);
    return accumulated(sheet, graph, image, sum, head, divisor);
  }

  /**
   * The sum as the output, or what the head makes of it.
   *
   * @param divisor of the sum before the head
   */
  private static StepGraph accumulated(
      Sheet sheet, Graph graph, String image, String sum, Optional<FloatBlock> head, int divisor) {
    if (head.isEmpty()) {
      sheet.output(sum, graph.outputShape());
      return new StepGraph(sheet, image, sum, List.of());
    }
    String readout = sheet.fresh("readout");
    sheet.node("Div", readout, List.of(sum, sheet.constant("divisor", Tensor.scalar(divisor))));
    String output = sheet.fresh("output");
    new BlockWriter(sheet, "head", "").write(head.get(), List.of(readout), output);
    sheet.output(output, head.get().output());
    return new StepGraph(sheet, image, output, List.of());
  }

  private static String input(Sheet sheet, Graph graph) {
    String name = sheet.fresh(graph.input().name());
    sheet.input(name, graph.input().shape());
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
