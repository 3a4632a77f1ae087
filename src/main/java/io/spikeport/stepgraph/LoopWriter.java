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

  private final Sheet sheet;
  private final Graph graph;
  private final int timesteps;
  private final int readoutStart;

  LoopWriter(Sheet sheet, Graph graph, int timesteps, int readoutStart) {
    this.sheet = sheet;
    this.graph = graph;
    this.timesteps = timesteps;
    this.readoutStart = readoutStart;
  }

  /** Yields the name of the summed output. */
  String write(String image) {
    Timing timing = new Timing(graph);
    Map<String, String> values = new HashMap<>(Map.of(graph.input().name(), image));
    Timestep.write(sheet, graph, timing.constantNodes(), values, "", new StateNames());
    Initial initial = new Initial(sheet, image);
    List<State> states = State.of(graph);
    StateNames names = initial.states(states);
    List<String> carried = new ArrayList<>();
    carried.add(initial.expanded("initial_sum", Tensor.scalar(0), graph.outputShape()));
    states.forEach(state -> carried.add(names.get(state)));

    List<String> inputs = new ArrayList<>(List.of(sheet.integer("timesteps", timesteps), ""));
    inputs.addAll(carried);
    Sheet body = body(timing, values, states);
    String output = sheet.fresh("accumulated");
    List<String> outputs = new ArrayList<>(List.of(output));
    states.forEach(
        state -> outputs.add(sheet.fresh(state.layer() + "/final_" + state.kind().word())));
    sheet.node("Loop", sheet.fresh("time"), inputs, outputs, graph("body", body.graph()));
    return output;
  }

  private Sheet body(Timing timing, Map<String, String> values, List<State> states) {
    Sheet body = sheet.inner("timestep");
    String t = body.fresh("t");
    String going = body.fresh("going");
    body.input(Sheet.scalar(t, DataType.INT64));
    body.input(Sheet.scalar(going, DataType.BOOL));
    String sum = body.fresh("sum");
    body.input(sum, graph.outputShape());
    StateNames names = new StateNames();
    List<StateVariable> variables = StateVariable.declare(body, states, names);
    Timestep.write(body, graph, timing.timedNodes(), values, "", names);
    String next = body.fresh("next_sum");
    body.node("Add", next, List.of(sum, counted(body, t, values.get(graph.output()))));
    String on = body.fresh("go_on");
    body.node("Identity", on, List.of(going));
    body.output(Sheet.scalar(on, DataType.BOOL));
    body.output(next, graph.outputShape());
    StateVariable.finish(body, variables, names);
    return body;
  }

  /** The output from the readout's start on, 0 before. */
  private String counted(Sheet body, String t, String output) {
    if (readoutStart == 0) {
      return output;
    }
    String reads = body.fresh("reads_out");
    body.node("GreaterOrEqual", reads, List.of(t, sheet.integer("readout_start", readoutStart)));
    String counted = body.fresh("counted");
    String zero = sheet.constant("nothing", Tensor.scalar(0));
    body.node("Where", counted, List.of(reads, output, zero));
    return counted;
  }
}
