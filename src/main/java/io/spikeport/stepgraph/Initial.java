package io.spikeport.stepgraph;

import static io.spikeport.stepgraph.Attributes.integer;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/** Writes what a run starts with: initial states and an empty sum, for a batch of any size. */
final class Initial {

  private final OnnxGraphBuilder builder;
  private final String batch;

  Initial(OnnxGraphBuilder builder, String image) {
    this.builder = builder;
    String shape = builder.fresh("image_shape");
    builder.node("Shape", shape, List.of(image));
    this.batch = builder.fresh("batch");
    builder.node(
        "Gather", batch, List.of(shape, builder.integers("first_axis", 0)), integer("axis", 0));
  }

  StateNames states(List<State> states) {
    StateNames names = new StateNames();
    for (State state : states) {
      String name = state.layer() + "/initial_" + state.kind().word();
      names.put(state, expanded(name, state.initial(), state.shape()));
    }
    return names;
  }

  /** The same values for every image of the batch. */
  String expanded(String name, Tensor values, Shape sample) {
    long[] extents = sample.toList().stream().mapToLong(Integer::longValue).toArray();
    String shape = batch;
    if (extents.length > 0) {
      shape = builder.fresh(name + "_shape");
      String rest = builder.integers(name + "_extents", extents);
      builder.node("Concat", shape, List.of(batch, rest), integer("axis", 0));
    }
    String output = builder.fresh(name);
    builder.node("Expand", output, List.of(builder.constant(name + "_value", values), shape));
    return output;
  }
}
