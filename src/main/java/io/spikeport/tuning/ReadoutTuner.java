package io.spikeport.tuning;

import io.spikeport.data.ChosenSamples;
import io.spikeport.graph.Graph;
import io.spikeport.rewrite.OutputCorrection;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.simulation.ImageResult;
import io.spikeport.simulation.Recording;
import io.spikeport.simulation.SimulationOptions;
import io.spikeport.simulation.Simulator;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Producer;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs a tuned network on calibration images to fit its last layer. */
final class ReadoutTuner {

  private final Graph prepared;
  private final Graph spiking;
  private final ReadoutWindow window;
  private final int threads;

  /**
   * @param prepared the float network
   * @param spiking the tuned network, its scalers separate, its last layer a {@code Linear}
   */
  ReadoutTuner(Graph prepared, Graph spiking, ReadoutWindow window, int threads) {
    this.prepared = prepared;
    this.spiking = spiking;
    this.window = window;
    this.threads = threads;
  }

  /**
   * The correction; nothing where a fit does not help.
   *
   * @param images preprocessed
   * @param known what is known of some of them, by index in the data that they are chosen from
   */
  Optional<OutputCorrection> fit(ChosenSamples images, Map<Integer, ReadoutSample> known) {
    Map<Integer, ReadoutSample> samples = new HashMap<>(known);
    List<Integer> others = images.indices().stream().filter(i -> !known.containsKey(i)).toList();
    if (!others.isEmpty()) {
      simulate(
          new ChosenSamples(images.data(), others),
          spiking.node(spiking.output()).inputs().get(0),
          samples);
    }
    return ReadoutFit.fit(images.indices().stream().map(samples::get).toList());
  }

  private void simulate(ChosenSamples images, String input, Map<Integer, ReadoutSample> samples) {
    SimulationOptions options =
        SimulationOptions.of(window.timesteps())
            .withReadoutStart(window.start())
            .withThreads(threads)
            .withRecording(Recording.NONE.withMeans(Set.of(input)));
    try (Simulator simulator = new Simulator(model(), options);
        FloatNetwork ann = new FloatNetwork(prepared, Set.of(prepared.output()))) {
      simulator.run(
          images,
          result -> {
            Tensor expected = ann.run(images, result.index()).get(prepared.output());
            samples.put(
                images.indices().get(result.index()),
                new ReadoutSample(
                    result.means().get(input).toArray(), expected.toArray(), mean(result)));
          });
    }
  }

  /** The network as the engine takes it; the images are preprocessed already. */
  private SpikingModel model() {
    return new SpikingModel(
        Preprocessing.NONE,
        spiking,
        new SimulationDefaults(
            window.timesteps(), Readout.LOGITS, window.start(), InputCoding.CONSTANT_CURRENT),
        List.of(),
        new Provenance(Producer.NAME, "", "", "", "", 0, List.of(), List.of()));
  }

  private double[] mean(ImageResult result) {
    double[] mean = new double[result.accumulated().size()];
    for (int c = 0; c < mean.length; c++) {
      mean[c] = result.accumulated().get(c) / (double) window.length();
    }
    return mean;
  }
}
