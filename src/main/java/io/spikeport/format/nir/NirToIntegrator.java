package io.spikeport.format.nir;

import io.spikeport.format.nir.file.NirNode;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Reshape;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * NIR's integrators that do not spike, one Euler step of dt per timestep.
 *
 * <ul>
 *   <li>I, {@code v̇ = r·x}: {@code v ← v + dt·r·x}.
 *   <li>LI, {@code τ·v̇ = v_leak − v + r·x}: {@code u ← (1 − dt/τ)·u + (dt/τ)·r·x} with {@code u =
 *       v − v_leak}, and v_leak added to what comes out. Before the first timestep v = v_leak.
 *   <li>The synapse of CubaLI and CubaLIF, {@code τ_syn·İ = −I + w_in·x}: a LI whose r is w_in. The
 *       membrane takes this timestep's current.
 * </ul>
 */
final class NirToIntegrator {

  private final NirNode node;
  private final Shape in;
  private final double dt;

  NirToIntegrator(NirNode node, Shape in, double dt) {
    this.node = node;
    this.in = in;
    this.dt = dt;
  }

  List<NirToOp.Step> steps() {
    if (node.type().equals("I")) {
      Tensor gain = Elements.map(field("r"), r -> Elements.nearOne(r * dt));
      return integrator("", gain, Tensor.scalar(1), Tensor.scalar(0));
    }
    List<NirToOp.Step> steps = new ArrayList<>();
    boolean synaptic = node.type().equals("CubaLI");
    if (synaptic) {
      steps.addAll(synapse(node, in, dt));
    }
    steps.addAll(leaky("", synaptic ? "tau_mem" : "tau", field("r"), field("v_leak")));
    return steps;
  }

  /** The synaptic current of a current-based neuron. */
  static List<NirToOp.Step> synapse(NirNode node, Shape in, double dt) {
    NirToIntegrator integrator = new NirToIntegrator(node, in, dt);
    Tensor weight = node.has("w_in") ? integrator.field("w_in") : Tensor.scalar(1);
    return integrator.leaky(".synapse", "tau_syn", weight, Tensor.scalar(0));
  }

  private List<NirToOp.Step> leaky(String suffix, String tauName, Tensor gain, Tensor rest) {
    Tensor tau = field(tauName);
    for (int i = 0; i < tau.size(); i++) {
      if (!(tau.get(i) / dt >= 1 - 1e-6)) {
        throw node.wrong(
            tauName,
            "time constants of at least one timestep of " + dt + " s",
            tau.get(i) + " s; give the timestep that the file was made for with --dt");
      }
    }
    Tensor decay = Elements.map(tau, seconds -> 1 - 1 / Elements.nearWhole(seconds / dt));
    Tensor factor =
        Elements.map(
            gain, tau, (r, seconds) -> Elements.nearOne(r / Elements.nearWhole(seconds / dt)));
    return integrator(suffix, factor, decay, rest);
  }

  private List<NirToOp.Step> integrator(String suffix, Tensor gain, Tensor decay, Tensor rest) {
    boolean flat =
        List.of(gain, decay, rest).stream()
            .anyMatch(values -> PerNeuron.collapse(values, in).isEmpty());
    Shape sample = flat ? Shape.of(in.size()) : in;
    List<NirToOp.Step> steps = new ArrayList<>();
    if (flat) {
      steps.add(new NirToOp.Step(suffix + ".flat", new Flatten()));
    }
    if (!Elements.isEverywhere(gain, 1)) {
      steps.add(
          new NirToOp.Step(suffix + ".current", NirToOp.scaler(Elements.collapsed(gain, sample))));
    }
    if (!Elements.isEverywhere(decay, 0)) {
      steps.add(new NirToOp.Step(suffix, new LeakyIntegrator(Elements.collapsed(decay, sample))));
    }
    if (!Elements.isEverywhere(rest, 0)) {
      steps.add(
          new NirToOp.Step(
              suffix + ".rest",
              new ChannelAffine(Tensor.scalar(1), Elements.collapsed(rest, sample))));
    }
    if (flat) {
      steps.add(new NirToOp.Step(suffix + ".shaped", new Reshape(in)));
    }
    return steps;
  }

  private Tensor field(String name) {
    return PerNeuron.matching(node, name, in);
  }
}
