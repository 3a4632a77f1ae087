package io.spikeport.format.nir;

/** A tool that reads NIR files. */
public enum Target {
  NIRTORCH,
  SNNTORCH,
  NORSE,
  SINABS,
  SPIKINGJELLY,
  LAVA,
  ROCKPOOL
}
