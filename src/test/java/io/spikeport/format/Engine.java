package io.spikeport.format;

import io.spikeport.data.Dataset;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Node;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Our own engine, for comparisons: every value that is asked for, at every timestep. */
public final class Engine {

  private Engine() {}

  /** Names of the neuron layers and of the output. */
  public static Set<String> observable(SpikingModel model) {
    Set<String> names =
        model.graph().nodes().stream()
            .filter(node -> node.op() instanceof Neuron)
            .map(Node::name)
            .collect(Collectors.toSet());
    names.add(model.graph().output());
    return names;
  }

  /** Runs all images, keeping the values of {@code nodes} at every timestep. */
  public static List<ImageResult> run(
      SpikingModel model, Dataset images, int timesteps, Set<String> nodes) {
    SimulationOptions options =
        SimulationOptions.of(timesteps)
            .withRecording(Recording.NONE.withTrains(nodes).withReadout());
    List<ImageResult> results = new ArrayList<>();
    try (Simulator simulator = new Simulator(model, options)) {
      simulator.run(images, results::add);
    }
    return results;
  }

  /** A dataset in memory: {@code [N, …]}. */
  public static Dataset images(Tensor values) {
    Shape sample = values.shape().dropFirst();
    return new Dataset() {
      @Override
      public int size() {
        return values.shape().extent(0);
      }

      @Override
      public Shape sampleShape() {
        return sample;
      }

      @Override
      public void read(int first, int count, float[] target) {
        values.buffer().position(first * sample.size()).get(target, 0, count * sample.size());
      }

      @Override
      public String source() {
        return "memory";
      }
    };
  }
}
