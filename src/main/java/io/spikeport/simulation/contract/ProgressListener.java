package io.spikeport.simulation.contract;

/** Is told how far a long run has come. */
@FunctionalInterface
public interface ProgressListener {

  /** Tells nobody. */
  ProgressListener NONE = (done, total) -> {};

  /** Called after each image on the thread that runs the simulation. */
  void progress(int done, int total);
}
