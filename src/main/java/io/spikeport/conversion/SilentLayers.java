package io.spikeport.conversion;

import io.spikeport.rewrite.NeuronModel;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.contract.LayerActivity;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.SpikingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks for layers of a spiking model that send no spike, though the activations that they stand
 * for are above 0.
 */
final class SilentLayers {

  private SilentLayers() {}

  /**
   * Looks.
   *
   * @param evaluation of the model on calibration images
   * @return a note for each such layer, or one if no neuron of the model spikes
   */
  static List<String> notes(SpikingModel model, NeuronModel neurons, Evaluation evaluation) {
    List<LayerActivity> layers = evaluation.layers();
    String where =
        " in T = "
            + evaluation.timesteps()
            + " timesteps on "
            + evaluation.images()
            + " calibration images";
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
