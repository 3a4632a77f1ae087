package io.spikeport.graph;

/** What a spike does to the membrane potential. */
public enum Reset {
  /** Reset by subtraction: v ← v − θ·z. */
  SOFT,
  /** v ← 0 where the neuron fired. */
  HARD
}
