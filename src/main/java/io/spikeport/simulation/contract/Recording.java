package io.spikeport.simulation.contract;

import java.util.Set;

/**
 * What a simulation keeps of each image beyond its answer. The memory it takes grows with what is
 * asked for, but not with the number of images: the receiver of an {@link ImageResult} decides what
 * lives on.
 *
 * @param means nodes of any kind (or the input) whose mean value over the timesteps that are read
 *     out, from t₀ on, is wanted
 * @param potentials neuron layers whose membrane potentials after the last timestep are wanted
 * @param trains nodes of any kind whose value at every timestep is wanted, for example the spike
 *     trains of neuron layers
 * @param spikeCounts neuron layers whose spikes per neuron are wanted
 * @param readout whether the accumulated output at every timestep is wanted
 */
public record Recording(
    Set<String> means,
    Set<String> potentials,
    Set<String> trains,
    Set<String> spikeCounts,
    boolean readout) {

  /** Nothing but the answer. */
  public static final Recording NONE = new Recording(Set.of(), Set.of(), Set.of(), Set.of(), false);

  public Recording {
    means = Set.copyOf(means);
    potentials = Set.copyOf(potentials);
    trains = Set.copyOf(trains);
    spikeCounts = Set.copyOf(spikeCounts);
  }

  public Recording withMeans(Set<String> nodes) {
    return new Recording(nodes, potentials, trains, spikeCounts, readout);
  }

  public Recording withPotentials(Set<String> neurons) {
    return new Recording(means, neurons, trains, spikeCounts, readout);
  }

  public Recording withTrains(Set<String> nodes) {
    return new Recording(means, potentials, nodes, spikeCounts, readout);
  }

  public Recording withSpikeCounts(Set<String> neurons) {
    return new Recording(means, potentials, trains, neurons, readout);
  }

  public Recording withReadout() {
    return new Recording(means, potentials, trains, spikeCounts, true);
  }
}
