package io.spikeport.tuning;

import io.spikeport.data.Dataset;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
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
import java.util.List;
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
   * @param spiking the tuned network, its scalers separate
   */
  ReadoutTuner(Graph prepared, Graph spiking, ReadoutWindow window, int threads) {
    this.prepared = prepared;
    this.spiking = spiking;
    this.window = window;
    this.threads = threads;
  }

  /**
   * The correction; nothing where the last layer is no {@code Linear} or a fit does not help.
   *
   * @param images preprocessed
   */
  Optional<OutputCorrection> fit(Dataset images) {
    Node last = spiking.node(spiking.output());
    if (!(last.op() instanceof Linear)) {
      return Optional.empty();
    }
    String input = last.inputs().get(0);
    float[][] features = new float[images.size()][];
    double[][] errors = new double[images.size()][];
    SimulationOptions options =
        SimulationOptions.of(window.timesteps())
            .withReadoutStart(window.start())
            .withThreads(threads)
            .withRecording(Recording.NONE.withMeans(Set.of(input)));
    try (Simulator simulator = new Simulator(model(), options);
        FloatNetwork ann = new FloatNetwork(prepared, Set.of(prepared.output()))) {
      simulator.run(
          images,
          images.size(),
          result -> {
            features[result.index()] = result.means().get(input).toArray();
            errors[result.index()] =
                error(ann.run(images, result.index()).get(prepared.output()), result);
          });
    }
    return ReadoutFit.fit(features, errors);
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

  private double[] error(Tensor expected, ImageResult result) {
    double[] error = new double[expected.size()];
    for (int c = 0; c < error.length; c++) {
      error[c] = expected.get(c) - result.accumulated().get(c) / (double) window.length();
    }
    return error;
  }
}
