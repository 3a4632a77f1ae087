package io.spikeport.cli.options;

import io.spikeport.calibration.Granularity;
import io.spikeport.calibration.Normalization;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.ReadoutStart;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.Readout;
import io.spikeport.tuning.Tuning;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that decide what becomes of a model; each overrides what the preset says. */
public final class ConversionArguments {

  /** T of the low-latency preset. */
  private static final int DEFAULT_TIMESTEPS = 8;

  /** T of the low-latency preset with sigma-delta neurons. */
  private static final int GRADED_TIMESTEPS = 4;

  private static final double DEFAULT_DROP = 0.1;

  private static final int MOST_TIMESTEPS = 64;

  /** Γ of burst neurons. */
  private static final int DEFAULT_BURST = 4;

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      converter = Choices.Presets.class,
      completionCandidates = Choices.Presets.class,
      defaultValue = "low-latency",
      description = {
        "Start from a named set of options (default: ${DEFAULT-VALUE}).",
        "article, the published pipeline: T = 50, --normalization max, --granularity layer,"
            + " --scalers separate, --initial-potential 0, --max-pool spikes, --readout output,"
            + " --readout-start 0, --tune none.",
        "low-latency, nearly the ANN's accuracy in few timesteps: T = 8, --normalization mse,"
            + " --granularity channel, --scalers folded, --initial-potential 0.5, --max-pool"
            + " lateral-inhibition, --readout logits, --readout-start 0, --tune"
            + " scale,bias,potential,readout.",
        "auto: the smallest T, at most --timesteps (64), and the cheapest options that lose at most"
            + " --max-drop, judged on half of the calibration images."
      })
  private Preset preset;

  @Option(
      names = {"-T", "--timesteps"},
      paramLabel = "T",
      converter = Bounds.Timesteps.class,
      description =
          "Timesteps that the model is meant to be run for, 1 to 100000; stored as its default"
              + " (default: the preset's).")
  private Integer timesteps;

  @Option(
      names = "--normalization",
      paramLabel = "RULE",
      description =
          "How activation scales are chosen: max (MaxNorm), a percentile such as 99.9%%"
              + " (RobustNorm), a fraction of the maximum such as 0.5, mse (least squared error for"
              + " T), ltb (local threshold balancing) or threshold-iteration (default: the"
              + " preset's).")
  private String normalization;

  @Option(
      names = "--granularity",
      paramLabel = "WHAT",
      converter = Choices.Granularities.class,
      completionCandidates = Choices.Granularities.class,
      description =
          "One activation scale for each: ${COMPLETION-CANDIDATES} (default: the preset's).")
  private Granularity granularity;

  @Option(
      names = "--scalers",
      paramLabel = "WHERE",
      converter = Choices.ScalerChoices.class,
      completionCandidates = Choices.ScalerChoices.class,
      description =
          "Keep voltage scalers as nodes or fold them into the weights:"
              + " ${COMPLETION-CANDIDATES} (default: the preset's).")
  private Scalers scalers;

  @Option(
      names = "--neuron",
      paramLabel = "KIND",
      converter = Choices.Neurons.class,
      completionCandidates = Choices.Neurons.class,
      description = {
        "Neurons that take the place of activation functions: ${COMPLETION-CANDIDATES} (default:"
            + " if).",
        "sigma-delta neurons send graded spikes, take any activation function, and are meant for"
            + " few timesteps (T = 4 unless given)."
      })
  private NeuronKind neuron;

  @Option(
      names = "--max-spikes",
      paramLabel = "N",
      converter = Bounds.Spikes.class,
      description =
          "Most spikes that a burst neuron sends in one timestep, 1 to 1000 (default: 4).")
  private Integer maximumSpikes;

  @Option(
      names = "--levels",
      paramLabel = "N",
      converter = Bounds.Levels.class,
      description =
          "Spike sizes of sigma-delta neurons, each twice the one before, 1 to 24 (default: 8 for T"
              + " up to 4, 14 for T = 8, at most 16).")
  private Integer levels;

  @Option(
      names = "--tau",
      paramLabel = "F",
      converter = Bounds.TimeConstant.class,
      description = "Membrane time constant of LIF neurons in timesteps, above 1 (no default).")
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
      description = "Reset by subtraction or to zero: ${COMPLETION-CANDIDATES} (default: soft).")
  private Reset reset;

  @Option(
      names = "--initial-potential",
      paramLabel = "F",
      converter = Bounds.Potential.class,
      description =
          "Membrane potential before the first timestep, as a fraction of the threshold (default:"
              + " the preset's).")
  private Float initialPotential;

  @Option(
      names = "--max-pool",
      paramLabel = "HOW",
      converter = Choices.MaxPoolings.class,
      completionCandidates = Choices.MaxPoolings.class,
      description = "Max pooling on spikes: ${COMPLETION-CANDIDATES} (default: the preset's).")
  private MaxPooling maxPooling;

  @Option(
      names = "--readout",
      paramLabel = "WHAT",
      converter = Choices.Readouts.class,
      completionCandidates = Choices.Readouts.class,
      description =
          "Sum the network's output, or its logits without a final Softmax:"
              + " ${COMPLETION-CANDIDATES} (default: the preset's).")
  private Readout readout;

  @Option(
      names = "--readout-start",
      paramLabel = "N",
      converter = ReadoutStartConverter.class,
      description = "First timestep (from 0) whose output is summed, or auto (default: 0).")
  private ReadoutStart readoutStart;

  @Option(
      names = "--tune",
      split = ",",
      paramLabel = "WHAT",
      converter = Choices.Tunings.class,
      completionCandidates = Choices.Tunings.class,
      description =
          "What is calibrated on spiking runs, comma-separated: ${COMPLETION-CANDIDATES}"
              + " (default: the preset's).")
  private List<TuningKind> tune;

  @Option(
      names = "--max-drop",
      paramLabel = "POINTS",
      converter = Bounds.Points.class,
      description = "Accuracy that --preset auto may lose, in points, 0 to 100 (default: 0.1).")
  private Double maximumDrop;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description =
          "The ONNX output to convert, where the model has several (default: its only one).")
  private String output;

  /**
   * The options as given, on top of the preset.
   *
   * @throws UsageException if they contradict each other
   */
  public ConversionOptions.Builder options() {
    ConversionOptions.Builder options = start().toBuilder();
    Optional.ofNullable(timesteps).ifPresent(options::timesteps);
    Optional.ofNullable(normalization).map(this::rule).ifPresent(options::normalization);
    Optional.ofNullable(granularity).ifPresent(options::granularity);
    Optional.ofNullable(scalers).ifPresent(options::scalers);
    Optional.ofNullable(initialPotential).ifPresent(options::initialPotential);
    Optional.ofNullable(maxPooling).ifPresent(options::maxPooling);
    Optional.ofNullable(readout).ifPresent(options::readout);
    Optional.ofNullable(readoutStart).ifPresent(options::readoutStart);
    Optional.ofNullable(tune).map(ConversionArguments::tuning).ifPresent(options::tuning);
    NeuronModel model = neurons();
    options.neurons(model);
    if (model instanceof NeuronModel.SigmaDelta) {
      options.maxPooling(MaxPooling.BEFORE_NEURON);
    }
    options.output(Optional.ofNullable(output));
    return options;
  }

  private ConversionOptions start() {
    return switch (preset) {
      case ARTICLE -> ConversionOptions.article();
      case LOW_LATENCY, AUTO ->
          neuron == NeuronKind.SIGMA_DELTA
              ? ConversionOptions.graded(gradedTimesteps(), spikeSizes())
              : ConversionOptions.lowLatency(timesteps == null ? DEFAULT_TIMESTEPS : timesteps);
    };
  }

  private static Tuning tuning(List<TuningKind> kinds) {
    if (kinds.contains(TuningKind.NONE) && kinds.size() > 1) {
      throw new UsageException(
          Problem.mismatch(
              "--tune", "none alone, or others", "none among others", "leave none out"));
    }
    Tuning.Potentials potentials = Tuning.Potentials.NONE;
    if (kinds.contains(TuningKind.NEURON_POTENTIAL)) {
      potentials = Tuning.Potentials.NEURON;
    } else if (kinds.contains(TuningKind.POTENTIAL)) {
      potentials = Tuning.Potentials.CHANNEL;
    }
    return new Tuning(
        kinds.contains(TuningKind.SCALE),
        kinds.contains(TuningKind.BIAS),
        potentials,
        kinds.contains(TuningKind.READOUT),
        Tuning.DEFAULT_IMAGES);
  }

  /** Whether options are to be chosen automatically. */
  public boolean isAuto() {
    return preset == Preset.AUTO;
  }

  /** Points that the automatic choice may lose. */
  public double maximumDrop() {
    return maximumDrop == null ? DEFAULT_DROP : maximumDrop;
  }

  /** Largest T that the automatic choice may take. */
  public int mostTimesteps() {
    return timesteps == null ? MOST_TIMESTEPS : timesteps;
  }

  /**
   * @param labels the option that gives classes of the calibration images, if it was given
   * @throws UsageException if an option is given that only the automatic choice uses, or that it
   *     chooses itself
   */
  public void requireSensible(Optional<String> labels) {
    if (isAuto()) {
      requireLeftToAuto();
      return;
    }
    Optional<String> misplaced =
        Optional.ofNullable(maximumDrop).map(drop -> "--max-drop").or(() -> labels);
    if (misplaced.isPresent()) {
      throw new UsageException(
          Problem.mismatch(
              misplaced.get(),
              "--preset auto",
              "--preset " + Choices.word(preset),
              "leave it out or add --preset auto"));
    }
  }

  private void requireLeftToAuto() {
    Map<String, Optional<?>> chosen =
        Map.of(
            "--normalization", Optional.ofNullable(normalization),
            "--granularity", Optional.ofNullable(granularity),
            "--initial-potential", Optional.ofNullable(initialPotential),
            "--readout-start", Optional.ofNullable(readoutStart),
            "--tune", Optional.ofNullable(tune));
    List<String> given =
        chosen.keySet().stream().filter(name -> chosen.get(name).isPresent()).sorted().toList();
    if (!given.isEmpty()) {
      throw new UsageException(
          Problem.mismatch(
              String.join(" and ", given),
              "a preset that leaves the choice to you",
              "--preset auto, which chooses it by trying",
              "leave it out or choose another preset"));
    }
  }

  private Normalization rule(String notation) {
    try {
      return Normalization.parse(notation, timesteps == null ? start().timesteps() : timesteps);
    } catch (IllegalArgumentException e) {
      throw new UsageException(new Problem("--normalization", e.getMessage(), ""), e);
    }
  }

  private int gradedTimesteps() {
    return timesteps == null ? GRADED_TIMESTEPS : timesteps;
  }

  private int spikeSizes() {
    return levels == null ? NeuronModel.SigmaDelta.of(gradedTimesteps()).levels() : levels;
  }

  private NeuronModel.SigmaDelta graded() {
    Map<String, Boolean> useless = new TreeMap<>();
    useless.put("--scalers", scalers != null);
    useless.put("--max-spikes", maximumSpikes != null);
    useless.put("--tau", tau != null);
    useless.put("--decay-input", decayInput);
    useless.put("--reset", reset != null);
    useless.put("--initial-potential", initialPotential != null);
    useless.put("--readout-start", readoutStart != null);
    useless.put("--max-pool", maxPooling != null && maxPooling != MaxPooling.BEFORE_NEURON);
    List<String> given =
        useless.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    if (!given.isEmpty()) {
      throw new UsageException(
          Problem.mismatch(
              String.join(" and ", given),
              "a neuron that integrates",
              "--neuron sigma-delta, which has no use for it",
              "leave it out"));
    }
    return new NeuronModel.SigmaDelta(spikeSizes());
  }

  private NeuronModel neurons() {
    if (neuron == NeuronKind.SIGMA_DELTA) {
      return graded();
    }
    if (levels != null) {
      throw new UsageException(
          Problem.mismatch(
              "--levels",
              "--neuron sigma-delta",
              "another neuron",
              "add --neuron sigma-delta or leave it out"));
    }
    Reset how = reset == null ? Reset.SOFT : reset;
    if (neuron == NeuronKind.LIF) {
      if (tau == null) {
        throw new UsageException(
            Problem.mismatch(
                "--neuron lif", "--tau above 1 timestep", "none", "give for example --tau 20"));
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
    Firing firing = firing();
    if (how == Reset.HARD && !firing.isPlain()) {
      throw new UsageException(
          Problem.mismatch(
              "--reset hard",
              "--neuron if or lif",
              "--neuron " + Choices.word(neuron),
              "signed and burst neurons reset by subtraction only"));
    }
    return new NeuronModel.If(how, firing);
  }

  private Firing firing() {
    int most = maximumSpikes == null ? DEFAULT_BURST : maximumSpikes;
    return switch (neuron == null ? NeuronKind.IF : neuron) {
      case IF, LIF, SIGMA_DELTA -> Firing.PLAIN;
      case SIGNED_IF -> new Firing(true, 1);
      case BURST_IF -> new Firing(false, most);
      case SIGNED_BURST_IF -> new Firing(true, most);
    };
  }

  /** Reads {@code --readout-start}. */
  static final class ReadoutStartConverter implements ITypeConverter<ReadoutStart> {

    @Override
    public ReadoutStart convert(String text) {
      if (text.equalsIgnoreCase("auto")) {
        return new ReadoutStart.Auto();
      }
      try {
        return new ReadoutStart.At(new Bounds.Start().convert(text));
      } catch (TypeConversionException e) {
        throw new TypeConversionException("expected auto, or" + e.getMessage().substring(8));
      }
    }
  }
}
