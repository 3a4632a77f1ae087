package io.spikeport.cli;

/** Named sets of conversion options. */
enum Preset {
  /** The article's pipeline. */
  ARTICLE
}
