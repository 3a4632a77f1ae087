package io.spikeport.simulation.neuron;

import io.spikeport.simulation.kernel.Kernel;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Tensor;

/** The kernel of a layer of neurons, and what can be asked about them. */
public interface NeuronLayer extends Kernel {

  /** Spikes of each neuron for this image, as stored, negative ones counted as positive ones. */
  float[] spikes();

  /** Whether no membrane potential is NaN or infinite; once one is, it stays so until the reset. */
  boolean isFinite();

  /** Membrane potentials, in the layer's shape. */
  Tensor potential();

  /**
   * Takes back from the counts what was fired in some rows.
   *
   * @param fired this layer's output of the last run
   */
  void subtractSpikes(RowBuffer fired, int firstRow, int endRow);
}
