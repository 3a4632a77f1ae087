package io.spikeport.simulation.contract;

import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulation found for one image.
 *
 * @param index position of the image in its data set
 * @param timesteps timesteps run: T, or fewer after an early exit
 * @param predictions the predicted class after each timestep run: arg-max of the output summed
 *     since t₀, the lowest index among equals. Before t₀ nothing has been summed; all sums are 0
 *     and the prediction is 0.
 * @param accumulated the output summed over the timesteps from t₀ on, in the output's shape; of a
 *     model with a head, the head's output for it
 * @param readout with {@link Recording#readout()}: the same after each timestep, {@code [timesteps,
 *     …output]}
 * @param spikes number of spikes of each neuron layer, in topological order, negative ones counted
 *     as positive ones
 * @param synapticOperations messages that are made of spikes times the synapses that each drives
 * @param multiplyAccumulates those of the layers that take what another layer passes on without a
 *     neuron between, for each value in the first timestep and wherever it changes; those that need
 *     the image alone are not among them
 * @param means mean of each recorded node over the timesteps run from t₀ on, in the node's shape
 * @param potentials final membrane potentials of each recorded neuron layer
 * @param trains values of each recorded node at every timestep, {@code [timesteps, …node]}
 * @param spikeCounts spikes per neuron of each recorded neuron layer
 */
public record ImageResult(
    int index,
    int timesteps,
    List<Integer> predictions,
    Tensor accumulated,
    Optional<Tensor> readout,
    List<Long> spikes,
    double synapticOperations,
    double multiplyAccumulates,
    Map<String, Tensor> means,
    Map<String, Tensor> potentials,
    Map<String, Tensor> trains,
    Map<String, Tensor> spikeCounts) {

  public ImageResult {
    spikes = List.copyOf(spikes);
    means = Map.copyOf(means);
    potentials = Map.copyOf(potentials);
    trains = Map.copyOf(trains);
    spikeCounts = Map.copyOf(spikeCounts);
  }

  /** The predicted class after the last timestep. */
  public int prediction() {
    return predictions.get(predictions.size() - 1);
  }

  /** A list view of an array that nobody else holds. */
  public static List<Integer> listOf(int[] values, int count) {
    return Arrays.stream(values, 0, count).boxed().toList();
  }
}
