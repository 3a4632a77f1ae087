package io.spikeport.report.examine;

import io.spikeport.data.Dataset;
import io.spikeport.data.SampleRange;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** Records the spikes of a few neurons per layer for one image. */
final class RasterRecorder {

  /** Timesteps that are shown. */
  private static final int TIMESTEPS = 100;

  /** Neurons that are shown of all layers together, and of one layer. */
  private static final int NEURONS = 160;

  private static final int NEURONS_PER_LAYER = 8;

  /** Values that are kept at once; layers that need more together take turns. */
  private static final long VALUES = 1L << 26;

  private final SpikingModel model;
  private final SimulationOptions options;
  private final int timesteps;

  RasterRecorder(SpikingModel model, SimulationOptions options) {
    this.model = model;
    this.timesteps = Math.min(TIMESTEPS, options.timesteps());
    this.options =
        new SimulationOptions(
            timesteps,
            Math.min(options.readoutStart(), timesteps - 1),
            1,
            1,
            OptionalDouble.empty(),
            Recording.NONE,
            false);
  }

  /** Empty if the model has no layer of neurons that is small enough. */
  Optional<Raster> record(Dataset data, int image) {
    Dataset one = new SampleRange(data, image, 1);
    List<Raster.Layer> layers = new ArrayList<>();
    for (Set<String> group : groups()) {
      try (Simulator simulator =
          new Simulator(model, options.withRecording(Recording.NONE.withTrains(group)))) {
        simulator.run(
            one,
            result ->
                model.graph().neurons().stream()
                    .map(Node::name)
                    .filter(group::contains)
                    .forEach(name -> layers.add(layer(name, result.trains().get(name)))));
      }
    }
    return layers.isEmpty()
        ? Optional.empty()
        : Optional.of(new Raster(image, Picture.of(data, image), timesteps, layers));
  }

  /** Layers that are recorded together, in topological order. */
  private List<Set<String>> groups() {
    Graph graph = model.graph();
    List<Set<String>> groups = new ArrayList<>();
    long used = VALUES;
    for (Node neuron : graph.neurons()) {
      long values = (long) graph.shape(neuron.name()).size() * timesteps;
      if (values > VALUES) {
        continue;
      }
      if (used + values > VALUES) {
        groups.add(new HashSet<>());
        used = 0;
      }
      groups.get(groups.size() - 1).add(neuron.name());
      used += values;
    }
    return groups;
  }

  private Raster.Layer layer(String name, Tensor trains) {
    int neurons = trains.size() / timesteps;
    int[] fired =
        IntStream.range(0, neurons)
            .filter(
                neuron ->
                    IntStream.range(0, timesteps)
                        .anyMatch(t -> trains.get(t * neurons + neuron) != 0))
            .toArray();
    int layers = model.graph().neurons().size();
    int wanted = Math.max(1, Math.min(NEURONS_PER_LAYER, NEURONS / layers));
    int shown = Math.min(wanted, fired.length);
    List<Raster.Train> chosen = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      int neuron = fired[(int) ((2L * i + 1) * fired.length / (2L * shown))];
      chosen.add(
          new Raster.Train(
              neuron,
              IntStream.range(0, timesteps)
                  .map(t -> Math.round(trains.get(t * neurons + neuron)))
                  .boxed()
                  .toList()));
    }
    return new Raster.Layer(name, neurons, fired.length, chosen);
  }
}
