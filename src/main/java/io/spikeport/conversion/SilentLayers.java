package io.spikeport.conversion;

import io.spikeport.data.ChosenSamples;
import io.spikeport.data.Dataset;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.simulation.Energy;
import io.spikeport.simulation.Evaluator;
import io.spikeport.simulation.LayerActivity;
import io.spikeport.simulation.ProgressListener;
import io.spikeport.simulation.SimulationOptions;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.SpikingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks for layers of a spiking model that send no spike, though the activations that they stand
 * for are above 0: by running the model on a few calibration images.
 */
final class SilentLayers {

  private static final int MOST_IMAGES = 16;

  /** Multiply-accumulates that may be spent: some seconds on one core. */
  private static final double WORK = 5e9;

  private SilentLayers() {}

  /**
   * Looks.
   *
   * @param data calibration images as read
   * @return a note for each such layer, or one if no neuron of the model spikes
   */
  static List<String> notes(SpikingModel model, NeuronModel neurons, Dataset data, int threads) {
    int timesteps = model.defaults().timesteps();
    double each = (double) timesteps * Energy.multiplyAccumulates(model.graph());
    int images = (int) Math.max(1, Math.min(MOST_IMAGES, WORK / each));
    Dataset chosen = ChosenSamples.spread(data, Math.min(images, data.size()));
    List<LayerActivity> layers =
        new Evaluator(model, SimulationOptions.of(model.defaults()).withThreads(threads))
            .evaluate(chosen, Optional.empty(), chosen.size(), ProgressListener.NONE)
            .layers();
    String where =
        " in T = " + timesteps + " timesteps on " + chosen.size() + " calibration images";
    String remedy = "; " + remedy(neurons);
    if (!layers.isEmpty() && layers.stream().allMatch(layer -> layer.firingRate() == 0)) {
      return List.of(
          "no neuron sends a spike" + where + ": the model answers every image alike" + remedy);
    }
    List<String> notes = new ArrayList<>();
    for (LayerStatistics statistics : model.provenance().layers()) {
      boolean silent =
          layers.stream()
              .anyMatch(
                  layer -> layer.firingRate() == 0 && layer.layer().equals(statistics.layer()));
      if (silent && statistics.maximum() > 0) {
        notes.add(
            String.format(
                Locale.US,
                "layer '%s' sends no spike%s, though its activations reach %.3g%s",
                statistics.layer(),
                where,
                statistics.maximum(),
                remedy));
      }
    }
    return notes;
  }

  private static String remedy(NeuronModel neurons) {
    if (!(neurons instanceof NeuronModel.Lif lif)) {
      return "give more --timesteps";
    }
    return lif.decayInput()
        ? "leave out --decay-input, with which no neuron rises above its input, or use --neuron if"
        : "give more --timesteps or a larger --tau, or use --neuron if";
  }
}
