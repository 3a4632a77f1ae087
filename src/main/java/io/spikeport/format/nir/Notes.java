package io.spikeport.format.nir;

/**
 * The keys of our metadata in a NIR file, which other tools ignore; {@code docs/nir.md} says what
 * each holds.
 */
public final class Notes {

  // Of a node.
  static final String NAME = "name";
  static final String SUM = "sum";
  static final String OPERATOR = "operator";
  static final String THRESHOLD = "threshold";
  static final String INITIAL_POTENTIAL = "initial_potential";
  static final String RESET = "reset";
  static final String COMPARISON = "comparison";
  static final String SIGNED = "signed";
  static final String MAXIMUM_SPIKES = "maximum_spikes";
  static final String TAU = "tau";
  static final String DECAY = "decay";
  static final String DECAY_INPUT = "decay_input";
  static final String KERNEL = "kernel";
  static final String GROUPS = "groups";
  static final String STRIDES = "strides";
  static final String DILATIONS = "dilations";
  static final String PADS_BEGIN = "pads_begin";
  static final String PADS_END = "pads_end";
  static final String CEIL_MODE = "ceil_mode";
  static final String COUNT_INCLUDE_PAD = "count_include_pad";
  static final String TIMESTEPS = "timesteps";
  static final String AXIS = "axis";
  static final String EPSILON = "epsilon";

  // Of the graph.
  static final String VERSION = "spikeport_metadata_version";
  public static final String MODEL = "spikeport_model";
  static final String DT = "dt";

  static final String GREATER_OR_EQUAL = "greater_or_equal";
  static final String IDENTITY = "Identity";

  private Notes() {}
}
