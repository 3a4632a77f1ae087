package io.spikeport.graph;

/** What {@link DeltaCoding} puts into a graph to run it timestep by timestep. */
public sealed interface DeltaStep extends StatefulOp permits Difference, Impulse {

  @Override
  default <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
