package io.spikeport.simulation.contract;

/** Receives the results of a simulation, one image after the other in the data set's order. */
@FunctionalInterface
public interface ImageListener {

  /** Called on the thread that runs the simulation. */
  void image(ImageResult result);
}
