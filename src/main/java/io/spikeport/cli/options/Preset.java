package io.spikeport.cli.options;

/** Named sets of conversion options. */
enum Preset {
  /** The article's pipeline. */
  ARTICLE,
  /** Nearly the trained network's accuracy in few timesteps. */
  LOW_LATENCY,
  /** The smallest T and the cheapest composition that keep the accuracy. */
  AUTO
}
