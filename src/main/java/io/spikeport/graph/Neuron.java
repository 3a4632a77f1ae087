package io.spikeport.graph;

import io.spikeport.tensor.Tensor;

/** A layer of spiking neurons. */
public sealed interface Neuron extends StatefulOp permits IntegratingNeuron, SigmaDelta {

  /** θ: a scalar, or a vector with one threshold per channel (axis 1). Positive. */
  Tensor threshold();
}
