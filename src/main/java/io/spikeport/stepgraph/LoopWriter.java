package io.spikeport.stepgraph;

import static io.spikeport.stepgraph.Attributes.graph;

import io.spikeport.graph.Graph;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes all timesteps as a {@code Loop} that carries the summed output and the states. */
final class LoopWriter {

  private final OnnxGraphBuilder builder;
  private final Graph graph;
  private final int timesteps;
  private final int readoutStart;

  LoopWriter(OnnxGraphBuilder builder, Graph graph, int timesteps, int readoutStart) {
    this.builder = builder;
    this.graph = graph;
    this.timesteps = timesteps;
    this.readoutStart = readoutStart;
  }

  /** Yields the name of the summed output. */
  String write(String image) {
    Timing timing = new Timing(graph);
    Map<String, String> values = new HashMap<>(Map.of(graph.input().name(), image));
    TimestepWriter.write(builder, graph, timing.constantNodes(), values, "", new StateNames());
    Initial initial = new Initial(builder, image);
    List<State> states = State.of(graph);
    StateNames names = initial.states(states);
    List<String> carried = new ArrayList<>();
    carried.add(initial.expanded("initial_sum", Tensor.scalar(0), graph.outputShape()));
    states.forEach(state -> carried.add(names.get(state)));

    List<String> inputs = new ArrayList<>(List.of(builder.integer("timesteps", timesteps), ""));
    inputs.addAll(carried);
    OnnxGraphBuilder body = body(timing, values, states);
    String output = builder.fresh("accumulated");
    List<String> outputs = new ArrayList<>(List.of(output));
    states.forEach(
        state -> outputs.add(builder.fresh(state.layer() + "/final_" + state.kind().word())));
    builder.node("Loop", builder.fresh("time"), inputs, outputs, graph("body", body.graph()));
    return output;
  }

  private OnnxGraphBuilder body(Timing timing, Map<String, String> values, List<State> states) {
    OnnxGraphBuilder body = builder.inner("timestep");
    String t = body.fresh("t");
    String going = body.fresh("going");
    body.input(OnnxGraphBuilder.scalar(t, DataType.INT64));
    body.input(OnnxGraphBuilder.scalar(going, DataType.BOOL));
    String sum = body.fresh("sum");
    body.input(sum, graph.outputShape());
    StateNames names = new StateNames();
    List<StateVariable> variables = StateVariable.declare(body, states, names);
    TimestepWriter.write(body, graph, timing.timedNodes(), values, "", names);
    String next = body.fresh("next_sum");
    body.node("Add", next, List.of(sum, counted(body, t, values.get(graph.output()))));
    String on = body.fresh("go_on");
    body.node("Identity", on, List.of(going));
    body.output(OnnxGraphBuilder.scalar(on, DataType.BOOL));
    body.output(next, graph.outputShape());
    StateVariable.finish(body, variables, names);
    return body;
  }

  /** The output from the readout's start on, 0 before. */
  private String counted(OnnxGraphBuilder body, String t, String output) {
    if (readoutStart == 0) {
      return output;
    }
    String reads = body.fresh("reads_out");
    body.node("GreaterOrEqual", reads, List.of(t, builder.integer("readout_start", readoutStart)));
    String counted = body.fresh("counted");
    String zero = builder.constant("nothing", Tensor.scalar(0));
    body.node("Where", counted, List.of(reads, output, zero));
    return counted;
  }
}
