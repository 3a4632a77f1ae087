package io.spikeport.snn;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Graph;
import java.util.List;
import java.util.Objects;

/**
 * A spiking neural network and all that is needed to run it.
 *
 * @param preprocessing what is done to an image before the network sees it
 * @param graph the network; its input is one preprocessed image {@code [C,H,W]}
 * @param classLabels names of the classes in the order of the output, or empty if unknown
 */
public record SpikingModel(
    Preprocessing preprocessing,
    Graph graph,
    SimulationDefaults defaults,
    List<String> classLabels,
    Provenance provenance) {

  public SpikingModel {
    Objects.requireNonNull(defaults);
    Objects.requireNonNull(provenance);
    classLabels = List.copyOf(classLabels);
    int channels = graph.input().shape().rank() == 0 ? 1 : graph.input().shape().extent(0);
    if (!preprocessing.fits(channels)) {
      throw new ModelException(
          Problem.mismatch(
              "preprocessing",
              "one mean and standard deviation, or " + channels,
              preprocessing.mean().size() + " and " + preprocessing.std().size(),
              ""));
    }
    if (!classLabels.isEmpty() && classLabels.size() != graph.outputShape().size()) {
      throw new ModelException(
          Problem.mismatch(
              "class labels",
              graph.outputShape().size() + " labels",
              String.valueOf(classLabels.size()),
              ""));
    }
  }
}
