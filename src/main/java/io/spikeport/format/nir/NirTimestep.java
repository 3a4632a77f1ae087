package io.spikeport.format.nir;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.format.contract.Target;
import io.spikeport.format.nir.file.NirGraph;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.format.nir.file.NirValue;
import io.spikeport.tensor.Tensor;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How long a timestep is for a file's differential equations.
 *
 * @param seconds dt
 * @param reason where it comes from
 * @param guessed whether neither the user nor the file says it, and it matters
 */
record NirTimestep(double seconds, String reason, boolean guessed) {

  private static final Set<String> TIMED =
      Set.of("IF", "LIF", "LI", "I", "CubaLIF", "CubaLI", "Delay");

  /**
   * What the user says; else what the metadata says, as a number or as text; else 1/r if all IF
   * neurons have one r and there are no other neurons, since an IF neuron that adds its input to
   * its potential, as in every tool, has r = 1/dt; else the usual 10⁻⁴ s.
   *
   * @throws ModelException if the metadata has a dt that is no positive number and the user says
   *     none
   */
  static NirTimestep of(OptionalDouble given, NirGraph graph, FlatGraph flat) {
    if (given.isPresent()) {
      return new NirTimestep(given.getAsDouble(), "as given", false);
    }
    if (graph.metadata().containsKey(Notes.DT)) {
      return new NirTimestep(stated(graph), "as the file says", false);
    }
    OptionalDouble resistance = onlyResistance(flat);
    boolean timed = flat.nodes().stream().anyMatch(node -> TIMED.contains(node.type()));
    return resistance.isPresent()
        ? new NirTimestep(
            1 / resistance.getAsDouble(), "1/r of the IF neurons; --dt gives another", true)
        : new NirTimestep(Target.DEFAULT_DT, "the usual one; --dt gives another", timed);
  }

  /** The metadata's dt in seconds. */
  static double stated(NirGraph graph) {
    NirValue value = graph.metadata().get(Notes.DT);
    double seconds = value == null ? Double.NaN : number(value);
    if (!(seconds > 0 && Double.isFinite(seconds))) {
      throw new ModelException(
          Problem.mismatch(
              "metadata: " + Notes.DT,
              "a positive number of seconds",
              value == null ? "none" : value.describe(),
              "give the timestep that the file was made for with --dt"));
    }
    return seconds;
  }

  private static double number(NirValue value) {
    if (value instanceof NirValue.Precise precise) {
      return precise.value();
    } else if (value instanceof NirValue.Real real && real.tensor().size() == 1) {
      return real.tensor().get(0);
    } else if (value instanceof NirValue.Whole whole && whole.values().size() == 1) {
      return whole.values().get(0);
    } else if (value instanceof NirValue.Text text && text.values().size() == 1) {
      try {
        return Double.parseDouble(text.values().get(0));
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
    return Double.NaN;
  }

  private static OptionalDouble onlyResistance(FlatGraph flat) {
    Set<Float> values = new HashSet<>();
    for (NirNode node : flat.nodes()) {
      if (TIMED.contains(node.type()) && !node.type().equals("IF")) {
        return OptionalDouble.empty();
      }
      if (node.type().equals("IF")) {
        Tensor resistance = node.real("r");
        for (int i = 0; i < resistance.size(); i++) {
          values.add(resistance.get(i));
        }
      }
    }
    return values.size() == 1 && values.iterator().next() > 0
        ? OptionalDouble.of(values.iterator().next())
        : OptionalDouble.empty();
  }

  String remark() {
    return "read from NIR with timesteps of " + seconds + " s (" + reason + ")";
  }
}
