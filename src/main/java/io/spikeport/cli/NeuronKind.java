package io.spikeport.cli;

/** Neurons as the command line names them. */
enum NeuronKind {
  IF,
  LIF
}
