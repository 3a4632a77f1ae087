package io.spikeport.snn;

/**
 * How a model is meant to be run where the user does not say otherwise.
 *
 * @param timesteps T, at least 1
 * @param readout what is summed
 * @param readoutStart t₀: the first timestep (counted from 0) whose output is summed; below T
 * @param coding input coding
 */
public record SimulationDefaults(
    int timesteps, Readout readout, int readoutStart, InputCoding coding) {

  public SimulationDefaults {
    if (timesteps < 1) {
      throw new IllegalArgumentException("expected at least 1 timestep, found " + timesteps);
    }
    if (readoutStart < 0 || readoutStart >= timesteps) {
      throw new IllegalArgumentException(
          "expected a readout start of 0 to " + (timesteps - 1) + ", found " + readoutStart);
    }
  }
}
