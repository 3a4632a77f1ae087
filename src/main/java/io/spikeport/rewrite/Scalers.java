package io.spikeport.rewrite;

/** Where the activation scales go. */
public enum Scalers {
  /** Voltage scalers around every neuron layer (the article, section 2.1). */
  SEPARATE,
  /** Into weights and biases: W·s₍l−1₎/s₍l₎ and b/s₍l₎ (the article, section 2.2). */
  FOLDED
}
