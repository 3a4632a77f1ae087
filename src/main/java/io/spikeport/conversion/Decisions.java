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
    tell(
        "options",
        String.join(" ", ConversionFlags.of(options, 0)),
        "all of them, as convert takes");
    long pools =
        imported.nodes().stream()
            .filter(n -> n.op() instanceof MaxPool || n.op() instanceof GlobalMaxPool)
            .count();
    tell(
        "max pooling",
        ConversionFlags.word(options.maxPooling()),
        pools + (pools == 1 ? " max pooling" : " max poolings") + " in the network; --max-pool");
    tell("threads", String.valueOf(threads), "one per processor");
  }

  /** t₀. */
  void onReadout(int start) {
    boolean auto = options.readoutStart() instanceof ReadoutStart.Auto;
    tell(
        "readout",
        ConversionFlags.word(options.readout()) + " from timestep " + start,
        auto
            ? "auto: the time that the first spikes take to the output, at their mean rates"
            : "--readout-start");
  }

  /** Each layer's parameters. */
  void onLayers(ActivationStatistics statistics, ActivationScales calibrated, TunedNetwork tuned) {
    tell("tuning", ConversionFlags.tuning(options.tuning()), tuningReason(options.tuning()));
    for (LayerActivations layer : statistics.layers()) {
      NeuronParameters parameters = tuned.parameters().get(layer.layer());
      int scales = parameters.scale().size();
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
          (scales == 1 ? "the whole layer" : scales + " channels")
              + "; calibrated scale "
              + range(calibrated.of(layer.layer())));
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

  private String tuningReason(Tuning tuning) {
    if (!tuning.isActive()) {
      return "scales as calibrated; --tune";
    }
    boolean searched = tuning.scales() || tuning.potentials() == Tuning.Potentials.CHANNEL;
    return (searched ? "the least squared error of each channel" : "the right mean")
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

  /** One value, or the least and the largest. */
  private static String range(Tensor values) {
    float[] sorted = values.toArray();
    Arrays.sort(sorted);
    float least = sorted[0];
    float most = sorted[sorted.length - 1];
    return least == most
        ? String.format(Locale.US, "%.3g", least)
        : String.format(Locale.US, "%.3g … %.3g", least, most);
  }
}
