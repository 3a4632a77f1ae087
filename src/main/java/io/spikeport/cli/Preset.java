package io.spikeport.cli;

/** Named sets of conversion options. */
enum Preset {
  /** The article's pipeline. */
  ARTICLE,
  /** Nearly the trained network's accuracy in few timesteps. */
  LOW_LATENCY
}
