package io.spikeport.cli.options;

/** Neurons as the command line names them. */
enum NeuronKind {
  IF,
  LIF,
  SIGNED_IF,
  BURST_IF,
  SIGNED_BURST_IF,
  SIGMA_DELTA
}
