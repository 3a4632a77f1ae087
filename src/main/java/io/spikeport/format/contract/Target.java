package io.spikeport.format.contract;

import io.spikeport.graph.Reset;
import java.util.Optional;
import java.util.Set;

/**
 * A tool that reads NIR files, as its importer's source says; {@code docs/nir.md} names the
 * versions that were looked at.
 */
public enum Target {
  /**
   * {@code nirtorch/nir_interpreter.py}: a graph executor; the neurons come from its user's map.
   */
  NIRTORCH(Set.of(), Set.of(Reset.HARD, Reset.SOFT), false, false, Resistance.PER_TIMESTEP),

  /** {@code snntorch/import_nir.py}. Its IF becomes a neuron that leaks, so IFs go out as LIFs. */
  SNNTORCH(
      Set.of("Affine", "AvgPool2d", "Conv1d", "Conv2d", "Flatten", "LIF", "Linear", "SumPool2d"),
      Set.of(Reset.HARD),
      true,
      true,
      Resistance.PER_TIMESTEP),

  /** {@code norse/torch/utils/import_nir.py}; r is not read. */
  NORSE(
      Set.of(
          "Affine",
          "AvgPool2d",
          "Conv1d",
          "Conv2d",
          "Flatten",
          "IF",
          "LI",
          "LIF",
          "Linear",
          "SumPool2d"),
      Set.of(Reset.HARD),
      true,
      false,
      Resistance.ONE),

  /** {@code sinabs/nir.py}; r is not read, τ is taken for timesteps. */
  SINABS(
      Set.of("Affine", "Conv1d", "Conv2d", "Flatten", "IF", "SumPool2d"),
      Set.of(Reset.SOFT),
      false,
      false,
      Resistance.ONE),

  /** {@code spikingjelly/activation_based/nir_exchange/from_nir.py}. */
  SPIKINGJELLY(
      Set.of(
          "Affine", "AvgPool2d", "Conv1d", "Conv2d", "Flatten", "IF", "LIF", "Linear", "SumPool2d"),
      Set.of(Reset.HARD),
      false,
      true,
      Resistance.PER_TIMESTEP),

  /** NIR's {@code docs/source/examples/lava/nir_to_lava.py}, with lava-dl; θ is multiplied by r. */
  LAVA(
      Set.of("Affine", "Conv2d", "Flatten", "IF", "Linear", "SumPool2d"),
      Set.of(Reset.HARD),
      false,
      true,
      Resistance.ONE),

  /** {@code rockpool/nn/modules/torch/nir.py}: current-based neurons and linear layers only. */
  ROCKPOOL(
      Set.of("Affine", "CubaLIF", "LI", "Linear"),
      Set.of(Reset.SOFT),
      true,
      false,
      Resistance.PER_TIMESTEP);

  /** Seconds of one timestep where nobody says otherwise; most tools assume it. */
  public static final double DEFAULT_DT = 1e-4;

  /** What an importer expects as an IF neuron's r. */
  public enum Resistance {
    /** r = 1/dt, so that {@code v̇ = r·x} adds x in each timestep. */
    PER_TIMESTEP,
    /** r = 1, with time counted in timesteps. */
    ONE
  }

  private final Set<String> types;
  private final Set<Reset> resets;
  private final boolean strict;
  private final boolean oneThreshold;
  private final Resistance resistance;

  Target(
      Set<String> types,
      Set<Reset> resets,
      boolean strict,
      boolean oneThreshold,
      Resistance resistance) {
    this.types = types;
    this.resets = resets;
    this.strict = strict;
    this.oneThreshold = oneThreshold;
    this.resistance = resistance;
  }

  /** Whether the importer makes something of a type of node. */
  public boolean takes(String type) {
    return types.isEmpty() || types.contains(type) || type.equals("Input") || type.equals("Output");
  }

  /** Whether an imported neuron can reset like this. */
  public boolean resets(Reset reset) {
    return resets.contains(reset);
  }

  /** Whether an imported neuron fires at v &gt; θ rather than at v ≥ θ. */
  public boolean isStrict() {
    return strict;
  }

  /** Whether all neurons of a layer must have one θ. */
  public boolean needsOneThreshold() {
    return oneThreshold;
  }

  public Resistance resistance() {
    return resistance;
  }

  /** Whether the importer counts a Flatten's axes with the batch axis, which NIR does not. */
  public boolean countsBatch() {
    return this == NIRTORCH || this == SNNTORCH || this == NORSE;
  }

  /** Seconds of a timestep where nobody says otherwise, as the tool has it. */
  public double dt() {
    return this == NORSE ? 1e-3 : DEFAULT_DT;
  }

  public static boolean takes(Optional<Target> target, String type) {
    return target.isEmpty() || target.get().takes(type);
  }
}
