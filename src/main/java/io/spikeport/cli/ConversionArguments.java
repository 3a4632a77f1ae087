package io.spikeport.cli;

import io.spikeport.calibration.Granularity;
import io.spikeport.calibration.Normalization;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.Readout;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that decide what becomes of a model; each overrides what the preset says. */
final class ConversionArguments {

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      converter = Choices.Presets.class,
      completionCandidates = Choices.Presets.class,
      defaultValue = "article",
      description = {
        "Start from a named set of options (default: ${DEFAULT-VALUE}).",
        "article: MaxNorm per layer, IF neurons from v0 = 0, separate scalers, T = 50."
      })
  private Preset preset;

  @Option(
      names = {"-T", "--timesteps"},
      paramLabel = "T",
      description = "Timesteps that the model is meant to be run for; stored as its default.")
  private Integer timesteps;

  @Option(
      names = "--normalization",
      paramLabel = "RULE",
      converter = NormalizationConverter.class,
      description =
          "How activation scales are chosen: max (MaxNorm), a percentile such as 99.9%%"
              + " (RobustNorm), or a fraction of the maximum such as 0.5.")
  private Normalization normalization;

  @Option(
      names = "--granularity",
      paramLabel = "WHAT",
      converter = Choices.Granularities.class,
      completionCandidates = Choices.Granularities.class,
      description = "One activation scale for each: ${COMPLETION-CANDIDATES}.")
  private Granularity granularity;

  @Option(
      names = "--scalers",
      paramLabel = "WHERE",
      converter = Choices.ScalerChoices.class,
      completionCandidates = Choices.ScalerChoices.class,
      description =
          "Keep voltage scalers as nodes or fold them into the weights:"
              + " ${COMPLETION-CANDIDATES}.")
  private Scalers scalers;

  @Option(
      names = "--neuron",
      paramLabel = "KIND",
      converter = Choices.Neurons.class,
      completionCandidates = Choices.Neurons.class,
      description = "Neurons that take the place of ReLUs: ${COMPLETION-CANDIDATES}.")
  private NeuronKind neuron;

  @Option(
      names = "--tau",
      paramLabel = "F",
      description = "Membrane time constant of LIF neurons in timesteps, above 1.")
  private Float tau;

  @Option(
      names = "--decay-input",
      description = "Let the input of LIF neurons decay as well (divide it by tau).")
  private boolean decayInput;

  @Option(
      names = "--reset",
      paramLabel = "HOW",
      converter = Choices.Resets.class,
      completionCandidates = Choices.Resets.class,
      description = "Reset by subtraction or to zero: ${COMPLETION-CANDIDATES}.")
  private Reset reset;

  @Option(
      names = "--initial-potential",
      paramLabel = "F",
      description = "Membrane potential before the first timestep, as a fraction of the threshold.")
  private Float initialPotential;

  @Option(
      names = "--max-pool",
      paramLabel = "HOW",
      converter = Choices.MaxPoolings.class,
      completionCandidates = Choices.MaxPoolings.class,
      description = "Max pooling on spikes: ${COMPLETION-CANDIDATES}.")
  private MaxPooling maxPooling;

  @Option(
      names = "--readout",
      paramLabel = "WHAT",
      converter = Choices.Readouts.class,
      completionCandidates = Choices.Readouts.class,
      description =
          "Sum the network's output, or its logits without a final Softmax:"
              + " ${COMPLETION-CANDIDATES}.")
  private Readout readout;

  @Option(
      names = "--readout-start",
      paramLabel = "N",
      description = "First timestep (from 0) whose output is summed.")
  private Integer readoutStart;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "The ONNX output to convert, where the model has several.")
  private String output;

  /**
   * The options as given, on top of the preset.
   *
   * @throws UsageException if they contradict each other
   */
  ConversionOptions.Builder options() {
    ConversionOptions start = ConversionOptions.article();
    ConversionOptions.Builder options = start.toBuilder();
    Optional.ofNullable(timesteps).ifPresent(options::timesteps);
    Optional.ofNullable(normalization).ifPresent(options::normalization);
    Optional.ofNullable(granularity).ifPresent(options::granularity);
    Optional.ofNullable(scalers).ifPresent(options::scalers);
    Optional.ofNullable(initialPotential).ifPresent(options::initialPotential);
    Optional.ofNullable(maxPooling).ifPresent(options::maxPooling);
    Optional.ofNullable(readout).ifPresent(options::readout);
    Optional.ofNullable(readoutStart).ifPresent(options::readoutStart);
    options.neurons(neurons());
    options.output(Optional.ofNullable(output));
    return options;
  }

  private NeuronModel neurons() {
    Reset how = reset == null ? Reset.SOFT : reset;
    if (neuron == NeuronKind.LIF) {
      if (tau == null || !(tau > 1) || tau.isInfinite()) {
        throw new UsageException(
            Problem.mismatch(
                "--neuron lif",
                "--tau above 1 timestep",
                tau == null ? "none" : tau.toString(),
                "give for example --tau 20"));
      }
      return new NeuronModel.Lif(how, tau, decayInput);
    }
    if (tau != null || decayInput) {
      throw new UsageException(
          Problem.mismatch(
              tau != null ? "--tau" : "--decay-input",
              "--neuron lif",
              "another neuron",
              "add --neuron lif or leave it out"));
    }
    return new NeuronModel.If(how, Firing.PLAIN);
  }

  /** Reads {@code --normalization}. */
  static final class NormalizationConverter implements ITypeConverter<Normalization> {

    @Override
    public Normalization convert(String text) {
      try {
        return Normalization.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
