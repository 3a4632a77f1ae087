package io.spikeport.conversion;

import io.spikeport.data.Dataset;
import io.spikeport.graph.Graph;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.ArgMax;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges spiking models by images that they were not calibrated with. */
final class HeldOutEvaluation {

  private final Dataset images;
  private final float[][] expected;
  private final List<Integer> truth;
  private final int threads;

  /**
   * @param network the trained network, with the output that the spiking models approximate
   * @param images as read, for the spiking models
   * @param preprocessed the same, for the network
   * @param labels classes of the images, if known; else what the network says counts as the truth
   */
  HeldOutEvaluation(
      Graph network,
      Dataset images,
      Dataset preprocessed,
      Optional<List<Integer>> labels,
      int threads) {
    this.images = images;
    this.expected = outputs(network, preprocessed);
    this.truth = labels.orElseGet(() -> Arrays.stream(expected).map(ArgMax::of).toList());
    this.threads = threads;
  }

  private static float[][] outputs(Graph network, Dataset images) {
    float[][] outputs = new float[images.size()][];
    try (FloatNetwork ann = new FloatNetwork(network, Set.of(network.output()))) {
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = ann.run(images, i).get(network.output()).toArray();
      }
    }
    return outputs;
  }

  /**
   * Runs a model for its own number of timesteps.
   *
   * @param composition in words
   * @param maximumDrop in points
   */
  CompositionTrial judge(String composition, SpikingModel model, double maximumDrop) {
    SimulationDefaults defaults = model.defaults();
    int read = model.readsMean() ? defaults.timesteps() - defaults.readoutStart() : 1;
    SimulationOptions options = SimulationOptions.of(defaults).withThreads(threads);
    float[][] found = new float[images.size()][];
    double[] operations = new double[found.length];
    try (Simulator simulator = new Simulator(model, options)) {
      simulator.run(
          images,
          found.length,
          result -> {
            float[] mean = result.accumulated().toArray();
            for (int c = 0; c < mean.length; c++) {
              mean[c] /= read;
            }
            found[result.index()] = mean;
            operations[result.index()] = result.synapticOperations();
          });
    }
    ExpectedDrop drop = ExpectedDrop.of(expected, found, truth);
    return new CompositionTrial(
        composition,
        defaults.timesteps(),
        drop.points(),
        drop.uncertainty(),
        Arrays.stream(operations).average().orElseThrow(),
        maximumDrop);
  }
}
