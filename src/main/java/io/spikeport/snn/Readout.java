package io.spikeport.snn;

/** What is summed over the timesteps to give the network's answer. */
public enum Readout {
  /** The network's output as trained; a final Softmax is kept and its values are summed. */
  OUTPUT,
  /** The values before a final Softmax, which is removed from the graph. */
  LOGITS
}
