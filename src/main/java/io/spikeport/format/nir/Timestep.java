package io.spikeport.format.nir;

import io.spikeport.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How long a timestep is for a file's differential equations.
 *
 * @param seconds dt
 * @param reason where it comes from
 */
record Timestep(double seconds, String reason) {

  /**
   * What the user says; else what our metadata says; else 1/r if all IF neurons have one r and
   * there are no other neurons, since an IF neuron that adds its input to its potential, as in
   * every tool, has r = 1/dt; else the usual 10⁻⁴ s.
   */
  static Timestep of(OptionalDouble given, NirGraph graph, FlatGraph flat) {
    if (given.isPresent()) {
      return new Timestep(given.getAsDouble(), "as given");
    }
    if (graph.metadata().get(Notes.DT) instanceof NirValue.Precise precise
        && precise.value() > 0
        && Double.isFinite(precise.value())) {
      return new Timestep(precise.value(), "as the file says");
    }
    OptionalDouble resistance = onlyResistance(flat);
    return resistance.isPresent()
        ? new Timestep(1 / resistance.getAsDouble(), "1/r of the IF neurons")
        : new Timestep(NirFormat.DEFAULT_DT, "the usual one; --dt gives another");
  }

  private static OptionalDouble onlyResistance(FlatGraph flat) {
    Set<Float> values = new HashSet<>();
    for (NirNode node : flat.nodes()) {
      if (List.of("LIF", "LI", "I", "CubaLIF", "CubaLI", "Delay").contains(node.type())) {
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
