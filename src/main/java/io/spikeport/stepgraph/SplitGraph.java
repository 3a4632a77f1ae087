package io.spikeport.stepgraph;

import io.spikeport.graph.Graph;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A spiking graph as two ONNX models, for an engine: what is the same in every timestep, computed
 * once per image, and what changes. Values that pass from the first to the second keep their place
 * in memory.
 */
public final class SplitGraph {

  private static final int IR_VERSION = 7;

  private final Graph graph;
  private final Timing timing;
  private final OnnxGraphBuilder once = new OnnxGraphBuilder("once");
  private final OnnxGraphBuilder step = new OnnxGraphBuilder("timestep");
  private final Map<String, String> onceOutputs = new LinkedHashMap<>();
  private final Map<String, String> stepInputs = new LinkedHashMap<>();
  private final Map<String, String> stepOutputs = new LinkedHashMap<>();
  private final Map<String, String> projections = new LinkedHashMap<>();
  private final String image;
  private final List<StateVariable> states;

  /**
   * @param wanted names of the values that are read at every timestep; the output may be among them
   * @param projections for some layers of neurons, a matrix {@code [neurons, columns]} by which the
   *     magnitudes of its spikes, flattened, are multiplied at every timestep
   */
  public SplitGraph(Graph graph, Set<String> wanted, Map<String, Tensor> projections) {
    this.graph = graph;
    this.timing = new Timing(graph);
    this.image = once.fresh(graph.input().name());
    once.input(image, graph.input().shape());
    writeOnce(wanted);
    this.states = writeStep(wanted, projections);
  }

  private void writeOnce(Set<String> wanted) {
    Map<String, String> values = new HashMap<>(Map.of(graph.input().name(), image));
    TimestepWriter.write(once, graph, timing.constantNodes(), values, "", new StateNames());
    Set<String> outputs = new LinkedHashSet<>(timing.frontier());
    wanted.stream().filter(value -> !timing.isTimed(value)).forEach(outputs::add);
    outputs.remove(graph.input().name());
    for (String value : outputs) {
      String name = values.get(value);
      once.output(name, graph.shape(value));
      onceOutputs.put(value, name);
    }
  }

  private List<StateVariable> writeStep(Set<String> wanted, Map<String, Tensor> matrices) {
    Map<String, String> values = new HashMap<>();
    for (String value : timing.frontier()) {
      String name = step.fresh(value);
      step.input(name, graph.shape(value));
      values.put(value, name);
      stepInputs.put(value, name);
    }
    StateNames names = new StateNames();
    List<StateVariable> variables = StateVariable.declare(step, State.of(graph), names);
    TimestepWriter.write(step, graph, timing.timedNodes(), values, "", names);
    for (String value : wanted) {
      if (timing.isTimed(value)) {
        String name = values.get(value);
        step.output(name, graph.shape(value));
        stepOutputs.put(value, name);
      }
    }
    matrices.forEach((layer, matrix) -> project(layer, values.get(layer), matrix));
    return StateVariable.finish(step, variables, names);
  }

  private void project(String layer, String spikes, Tensor matrix) {
    String magnitude = step.fresh(layer + "/magnitude");
    step.node("Abs", magnitude, List.of(counted(layer, spikes)));
    String flat = step.fresh(layer + "/flat");
    step.node("Flatten", flat, List.of(magnitude), Attributes.integer("axis", 1));
    String output = step.fresh(layer + "/projection");
    step.node("MatMul", output, List.of(flat, step.constant(layer + "/projection_matrix", matrix)));
    step.output(output, io.spikeport.tensor.Shape.of(matrix.shape().extent(1)));
    projections.put(layer, output);
  }

  /** A graded spike counts as one, whatever its size. */
  private String counted(String layer, String spikes) {
    if (!(graph.node(layer).op() instanceof SigmaDelta)) {
      return spikes;
    }
    String signs = step.fresh(layer + "/signs");
    step.node("Sign", signs, List.of(spikes));
    return signs;
  }

  /** The model of what is computed once: image in, {@link #onceOutputs} out. */
  public byte[] onceModel() {
    return model(once);
  }

  /** The model of one timestep: {@link #stepInputs} and states in, the rest out. */
  public byte[] stepModel() {
    return model(step);
  }

  private static byte[] model(OnnxGraphBuilder builder) {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addAllOpsetImport(builder.opsets())
        .setGraph(builder.graph())
        .build()
        .toByteArray();
  }

  /** Name of the image's input of the model that is computed once. */
  public String image() {
    return image;
  }

  /** By value of the graph, the output of the model that is computed once; never the image. */
  public Map<String, String> onceOutputs() {
    return Map.copyOf(onceOutputs);
  }

  /** By value of the graph, the timestep's inputs that are the same in every timestep. */
  public Map<String, String> stepInputs() {
    return Map.copyOf(stepInputs);
  }

  /** By value of the graph, the timestep's outputs among the wanted values. */
  public Map<String, String> stepOutputs() {
    return Map.copyOf(stepOutputs);
  }

  /** By layer, the timestep's outputs of spikes multiplied by that layer's matrix. */
  public Map<String, String> projections() {
    return Map.copyOf(projections);
  }

  public List<StateVariable> states() {
    return new ArrayList<>(states);
  }

  /** Whether anything changes from timestep to timestep. */
  public boolean hasTimestep() {
    return !timing.timedNodes().isEmpty();
  }
}
