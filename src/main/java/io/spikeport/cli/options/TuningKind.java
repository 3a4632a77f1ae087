package io.spikeport.cli.options;

/** What {@code --tune} may name. */
enum TuningKind {
  /** Each channel's scale. */
  SCALE,
  /** Each channel's bias. */
  BIAS,
  /** Each channel's initial potential. */
  POTENTIAL,
  /** Each neuron's initial potential. */
  NEURON_POTENTIAL,
  /** The last layer. */
  READOUT,
  /** Nothing. */
  NONE
}
