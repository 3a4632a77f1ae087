package io.spikeport.simulation;

import io.spikeport.simulation.contract.LayerActivity;
import java.util.List;
import java.util.Optional;

/**
 * What a model did on a data set.
 *
 * @param images number of images
 * @param timesteps T
 * @param accuracy fraction of images classified correctly after each timestep, if labels were
 *     given; an image that was stopped early keeps its last class
 * @param meanTimesteps timesteps run per image; T without early exit
 * @param layers activity of each neuron layer, in topological order
 * @param synapticOperationsPerImage SynOps over all timesteps run, mean over images
 * @param multiplyAccumulatesPerImage those of the layers that see the image, counted once, and of
 *     those that take what another layer passes on without a neuron between, over all timesteps
 *     run; mean over images
 * @param seconds time from the first image read to the last result
 * @param imageStepsPerSecond images times timesteps run, per second
 */
public record Evaluation(
    int images,
    int timesteps,
    Optional<List<Double>> accuracy,
    double meanTimesteps,
    List<LayerActivity> layers,
    double synapticOperationsPerImage,
    double multiplyAccumulatesPerImage,
    double seconds,
    double imageStepsPerSecond) {

  public Evaluation {
    accuracy = accuracy.map(List::copyOf);
    layers = List.copyOf(layers);
  }

  /** Accuracy after the last timestep, if labels were given. */
  public Optional<Double> finalAccuracy() {
    return accuracy.map(a -> a.get(a.size() - 1));
  }

  /** The same without what differs from run to run: {@code seconds} and the speed are 0. */
  public Evaluation withoutTime() {
    return new Evaluation(
        images,
        timesteps,
        accuracy,
        meanTimesteps,
        layers,
        synapticOperationsPerImage,
        multiplyAccumulatesPerImage,
        0,
        0);
  }
}
