package io.spikeport.conversion;

import io.spikeport.calibration.ActivationScales;
import io.spikeport.calibration.ActivationStatistics;
import io.spikeport.calibration.LayerActivations;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.MaxPool;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.tensor.Tensor;
import io.spikeport.tuning.TunedNetwork;
import io.spikeport.tuning.Tuning;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Says what a conversion decided, and why. */
final class Decisions {

  private final ConversionOptions options;
  private final ConversionListener listener;

  Decisions(ConversionOptions options, ConversionListener listener) {
    this.options = options;
    this.listener = listener;
  }

  private void tell(String subject, String choice, String reason) {
    listener.decided(new Decision(subject, choice, reason));
  }

  /** What the options say, before anything is measured. */
  void onOptions(Graph imported, int threads) {
    tell("options", String.join(" ", OptionWords.of(options, 0)), "all of them, as convert takes");
    long pools =
        imported.nodes().stream()
            .filter(n -> n.op() instanceof MaxPool || n.op() instanceof GlobalMaxPool)
            .count();
    tell(
        "max pooling",
        OptionWords.word(options.maxPooling()),
        pools + (pools == 1 ? " max pooling" : " max poolings") + " in the network; --max-pool");
    tell("threads", String.valueOf(threads), "one per processor");
  }

  /** t₀. */
  void onReadout(int start) {
    boolean auto = options.readoutStart() instanceof ReadoutStart.Auto;
    tell(
        "readout",
        OptionWords.word(options.readout()) + " from timestep " + start,
        auto
            ? "auto: the time that the first spikes take to the output, at their mean rates"
            : "--readout-start");
  }

  /** Each layer's parameters. */
  void onLayers(ActivationStatistics statistics, ActivationScales calibrated, TunedNetwork tuned) {
    String how = tuned(options.tuning());
    for (LayerActivations layer : statistics.layers()) {
      NeuronParameters parameters = tuned.parameters().get(layer.layer());
      tell(
          layer.layer(),
          "scale "
              + range(parameters.scale())
              + ", output scale "
              + range(parameters.outputScale())
              + ", initial potential "
              + range(parameters.initialPotential())
              + ", bias shift "
              + range(parameters.bias()),
          "calibrated scale " + range(calibrated.of(layer.layer())) + how);
    }
    tuned
        .correction()
        .ifPresent(
            correction ->
                tell(
                    "output",
                    "shift "
                        + range(correction.shift())
                        + correction.weight().map(w -> ", weight shift " + range(w)).orElse(""),
                    correction.weight().isPresent()
                        ? "the last layer fitted to what it receives"
                        : "what the output lacked on average"));
  }

  private String tuned(Tuning tuning) {
    if (!tuning.isActive()) {
      return "; --tune none";
    }
    boolean searched = tuning.scales() || tuning.potentials() == Tuning.Potentials.CHANNEL;
    return "; "
        + (searched ? "the least squared error of a channel" : "calibrated")
        + " on spiking runs of "
        + options.timesteps()
        + " timesteps and at most "
        + tuning.images()
        + " images"
        + (tuning.bias() ? ", bias corrected in " + Tuning.BIAS_ROUNDS + " rounds" : "")
        + (tuning.potentials() == Tuning.Potentials.NEURON
            ? ", potentials of neurons in " + Tuning.POTENTIAL_ROUNDS + " rounds"
            : "");
  }

  /** One value, or the least, the median and the largest. */
  private static String range(Tensor values) {
    float[] sorted = values.toArray();
    Arrays.sort(sorted);
    List<Float> ends = List.of(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    return ends.get(0).equals(ends.get(2))
        ? String.format(Locale.ROOT, "%.4g", ends.get(0))
        : String.format(
            Locale.ROOT,
            "%.4g … %.4g (median %.4g of %d)",
            ends.get(0),
            ends.get(2),
            ends.get(1),
            sorted.length);
  }
}
