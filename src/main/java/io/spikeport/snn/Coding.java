package io.spikeport.snn;

/** What the messages between a model's nodes mean. */
public enum Coding {
  /** The value of an edge is the mean of its messages over the timesteps that are read. */
  RATE,
  /**
   * The value of an edge is the sum of its messages so far: the image and all constants act in the
   * first timestep only, and the output is the running sum.
   */
  DELTA
}
