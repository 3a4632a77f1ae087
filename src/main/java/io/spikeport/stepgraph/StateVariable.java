package io.spikeport.stepgraph;

import java.util.ArrayList;
import java.util.List;

/**
 * A state that goes into an ONNX graph and comes out of it.
 *
 * @param input name of the graph's input for the value before the timestep
 * @param output name of the graph's output for the value after it
 */
public record StateVariable(State state, String input, String output) {

  /** Declares an input for each state. */
  static List<StateVariable> declare(
      OnnxGraphBuilder builder, List<State> states, StateNames names) {
    List<StateVariable> variables = new ArrayList<>();
    for (State state : states) {
      String input = builder.fresh(state.layer() + "/" + state.kind().word());
      builder.input(input, state.shape());
      names.put(state, input);
      variables.add(new StateVariable(state, input, ""));
    }
    return variables;
  }

  /** Declares an output for each. */
  static List<StateVariable> finish(
      OnnxGraphBuilder builder, List<StateVariable> variables, StateNames names) {
    List<StateVariable> finished = new ArrayList<>();
    for (StateVariable variable : variables) {
      State state = variable.state();
      String output = names.get(state);
      builder.output(output, state.shape());
      finished.add(new StateVariable(state, variable.input(), output));
    }
    return finished;
  }
}
