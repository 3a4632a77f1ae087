package io.spikeport;

import io.spikeport.data.Dataset;
import io.spikeport.graph.Graph;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs graphs, spiking or not, on images in memory. */
public final class Simulations {

  private Simulations() {}

  /**
   * Simulates a spiking graph.
   *
   * @param images {@code [N, …input]}
   * @return one result per image
   */
  public static List<ImageResult> run(
      Graph graph, Tensor images, int timesteps, Recording recording) {
    SpikingModel model =
        new SpikingModel(
            Preprocessing.NONE,
            graph,
            new SimulationDefaults(timesteps, Readout.LOGITS, 0, InputCoding.CONSTANT_CURRENT),
            List.of(),
            new Provenance("test", "test", "", "max", "layer", 1, List.of(), List.of()));
    List<ImageResult> results = new ArrayList<>();
    SimulationOptions options = SimulationOptions.of(timesteps).withRecording(recording);
    try (Simulator simulator = new Simulator(model, options)) {
      simulator.run(dataset(images), results::add);
    }
    return results;
  }

  /** Values of some nodes of a float graph, {@code [N, …node]} each. */
  public static Map<String, Tensor> values(Graph graph, Tensor images, Set<String> nodes) {
    try (FloatNetwork network = new FloatNetwork(graph, nodes)) {
      return network.run(images);
    }
  }

  /** The output of a float graph. */
  public static Tensor output(Graph graph, Tensor images) {
    return values(graph, images, Set.of(graph.output())).get(graph.output());
  }

  /** The samples of {@code images}, {@code [N, …]}. */
  public static Dataset dataset(Tensor images) {
    Shape sample = images.shape().dropFirst();
    return new Dataset() {
      @Override
      public int size() {
        return images.shape().extent(0);
      }

      @Override
      public Shape sampleShape() {
        return sample;
      }

      @Override
      public void read(int first, int count, float[] target) {
        images.buffer().position(first * sample.size()).get(target, 0, count * sample.size());
      }

      @Override
      public String source() {
        return "test images";
      }
    };
  }
}
