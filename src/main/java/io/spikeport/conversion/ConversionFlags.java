package io.spikeport.conversion;

import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.snn.Preprocessing;
import io.spikeport.tuning.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Options in the words of {@code spikeport convert}, all of them, so that they give the same model
 * whatever a later version's defaults are.
 */
final class ConversionFlags {

  private final List<String> words = new ArrayList<>();

  private ConversionFlags() {}

  /**
   * @param readoutStart t₀, also where it was chosen automatically
   */
  static List<String> of(ConversionOptions options, int readoutStart) {
    ConversionFlags all = new ConversionFlags();
    all.add("--preset", "article");
    all.add("--timesteps", options.timesteps());
    all.add("--normalization", options.normalization().notation());
    all.add("--granularity", word(options.granularity()));
    all.neurons(options.neurons());
    all.add("--readout", word(options.readout()));
    if (options.neurons() instanceof NeuronModel.Integrating) {
      all.add("--scalers", word(options.scalers()));
      all.add("--initial-potential", options.initialPotential());
      all.add("--max-pool", word(options.maxPooling()));
      all.add("--readout-start", readoutStart);
    }
    all.add("--tune", tuning(options.tuning()));
    all.preprocessing(options.preprocessing());
    options.output().ifPresent(output -> all.add("--output", output));
    return List.copyOf(all.words);
  }

  private void add(String option, Object value) {
    words.add(option);
    words.add(value.toString());
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void neurons(NeuronModel neurons) {
    if (neurons instanceof NeuronModel.If integrating) {
      Firing firing = integrating.firing();
      boolean bursts = firing.maximumSpikes() > 1;
      add("--neuron", (firing.signed() ? "signed-" : "") + (bursts ? "burst-" : "") + "if");
      if (bursts) {
        add("--max-spikes", firing.maximumSpikes());
      }
      add("--reset", word(integrating.reset()));
    } else if (neurons instanceof NeuronModel.Lif leaky) {
      leaky(leaky.reset(), leaky.tau(), leaky.decayInput());
    } else if (neurons instanceof NeuronModel.SigmaDelta graded) {
      add("--neuron", "sigma-delta");
      add("--levels", graded.levels());
    }
  }

  private void leaky(Reset reset, float tau, boolean decayInput) {
    add("--neuron", "lif");
    add("--tau", tau);
    if (decayInput) {
      words.add("--decay-input");
    }
    add("--reset", word(reset));
  }

  static String tuning(Tuning tuning) {
    List<String> kinds = new ArrayList<>();
    if (tuning.scales()) {
      kinds.add("scale");
    }
    if (tuning.bias()) {
      kinds.add("bias");
    }
    switch (tuning.potentials()) {
      case NONE -> {}
      case CHANNEL -> kinds.add("potential");
      case NEURON -> kinds.add("neuron-potential");
    }
    if (tuning.readout()) {
      kinds.add("readout");
    }
    return kinds.isEmpty() ? "none" : String.join(",", kinds);
  }

  private void preprocessing(Preprocessing preprocessing) {
    words.addAll(preprocessing.geometry().words());
    if (preprocessing.scale() != 1) {
      add("--scale", preprocessing.scale());
    }
    list("--mean", preprocessing.mean());
    list("--std", preprocessing.std());
  }

  private void list(String option, List<Float> values) {
    if (!values.isEmpty()) {
      add(option, values.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }
}
