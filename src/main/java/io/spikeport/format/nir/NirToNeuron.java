package io.spikeport.format.nir;

import io.spikeport.format.nir.file.NirNode;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Reshape;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NIR's IF and LIF, one Euler step of dt per timestep. Ours reset to 0 and fire at {@code v ≥ θ},
 * so that {@code u = v − v_reset} takes v's place, with the float above {@code v_threshold −
 * v_reset} for θ: {@code v > a} exactly when {@code v ≥ above(a)}.
 *
 * <ul>
 *   <li>IF: {@code v ← v + dt·r·x}; before the first timestep v = 0.
 *   <li>CubaLIF: a synaptic current, as {@link NirToIntegrator} has it, that flows into a LIF.
 *   <li>LIF: {@code v ← v + (dt/τ)·(v_leak − v + r·x)}, which is {@code u ← u + (x' − u)/τ'} with
 *       {@code τ' = τ/dt} and {@code x' = r·x + v_leak − v_reset}; or, where {@code r = τ'} and
 *       v_leak = v_reset, {@code u ← u − u/τ' + x}, which is also what is computed without rounding
 *       where τ' = 1 and nothing is left of u. Before the first timestep v = v_leak.
 * </ul>
 *
 * <p>Parameters that differ within a channel are had by taking every neuron for a channel: the
 * value is flattened before the neurons and gets its shape back after them.
 */
final class NirToNeuron {

  /**
   * θ for {@code v > v_reset}, 2⁻⁷⁰: the engines take no smaller one, and sums of float32 values
   * that are not themselves as small are either 0 or larger.
   */
  private static final float LEAST_HEIGHT = 0x1p-70f;

  private final NirNode node;
  private final Shape in;
  private final double dt;

  NirToNeuron(NirNode node, Shape in, double dt) {
    this.node = node;
    this.in = in;
    this.dt = dt;
  }

  List<NirToOp.Step> steps() {
    return node.metadata().containsKey(Notes.RESET)
        ? List.of(new NirToOp.Step("", ours()))
        : foreign();
  }

  /** A neuron that this program wrote. */
  private Neuron ours() {
    NirNode notes = node.notes();
    Reset reset =
        switch (node.note(Notes.RESET).orElse("")) {
          case "soft" -> Reset.SOFT;
          case "hard" -> Reset.HARD;
          default ->
              throw node.wrong(
                  "metadata: " + Notes.RESET,
                  "'soft' or 'hard'",
                  node.metadata().get(Notes.RESET).describe());
        };
    Tensor threshold = notes.real(Notes.THRESHOLD);
    Tensor initial = notes.real(Notes.INITIAL_POTENTIAL);
    if (node.metadata().containsKey(Notes.TAU)) {
      return new LeakyIntegrateAndFire(
          threshold, initial, reset, notes.real(Notes.TAU), notes.whole(Notes.DECAY_INPUT) != 0);
    }
    return new IntegrateAndFire(
        threshold,
        initial,
        reset,
        new Firing(notes.whole(Notes.SIGNED) != 0, notes.whole(Notes.MAXIMUM_SPIKES)));
  }

  private List<NirToOp.Step> foreign() {
    Tensor above = field("v_threshold");
    Tensor reset = node.has("v_reset") ? field("v_reset") : Elements.map(above, v -> 0);
    Tensor height =
        Elements.map(above, reset, (a, r) -> a == r ? LEAST_HEIGHT : Math.nextUp((float) (a - r)));
    for (int i = 0; i < height.size(); i++) {
      if (!(height.get(i) >= LEAST_HEIGHT)) {
        throw node.wrong(
            "v_threshold",
            "thresholds of at least v_reset",
            each(above, i) + " and v_reset " + each(reset, i) + " at " + i);
      }
    }
    if (node.type().equals("IF")) {
      return integrate(height, reset);
    }
    List<NirToOp.Step> steps = new ArrayList<>();
    if (node.type().equals("CubaLIF")) {
      steps.addAll(NirToIntegrator.synapse(node, in, dt));
    }
    steps.addAll(leak(height, reset));
    return steps;
  }

  private List<NirToOp.Step> integrate(Tensor height, Tensor reset) {
    Tensor gain = Elements.map(field("r"), r -> Elements.nearOne(r * dt));
    Tensor initial = Elements.map(reset, height, (r, h) -> (0 - r) / h);
    return steps(
        Elements.isEverywhere(gain, 1) ? Optional.empty() : Optional.of(gain),
        Optional.empty(),
        height,
        initial,
        (threshold, start, sample) ->
            new IntegrateAndFire(threshold, start, Reset.HARD, Firing.PLAIN));
  }

  private List<NirToOp.Step> leak(Tensor height, Tensor reset) {
    Tensor rest = Elements.map(field("v_leak"), reset, (leak, r) -> leak - r);
    Tensor tau = field(node.type().equals("CubaLIF") ? "tau_mem" : "tau");
    Tensor timesteps = timesteps(tau);
    Tensor resistance = field("r");
    boolean undecayed =
        Elements.isEverywhere(rest, 0)
            && Elements.isEverywhere(
                Elements.map(
                    resistance,
                    tau,
                    (r, seconds) -> Elements.nearOne(r / Elements.nearWhole(seconds / dt))),
                1);
    Tensor initial = Elements.map(rest, height, (v, h) -> v / h);
    boolean plainInput = undecayed || Elements.isEverywhere(resistance, 1);
    return steps(
        plainInput ? Optional.empty() : Optional.of(resistance),
        Elements.isEverywhere(rest, 0) ? Optional.empty() : Optional.of(rest),
        height,
        initial,
        (threshold, start, sample) ->
            new LeakyIntegrateAndFire(
                threshold,
                start,
                Reset.HARD,
                each(timesteps, sample),
                !undecayed && !Elements.isEverywhere(timesteps, 1)));
  }

  private Tensor timesteps(Tensor tau) {
    for (int i = 0; i < tau.size(); i++) {
      double steps = tau.get(i) / dt;
      if (!(Elements.nearWhole(steps) >= 1) || Double.isInfinite(steps)) {
        throw node.wrong(
            node.type().equals("CubaLIF") ? "tau_mem" : "tau",
            "a time constant of at least one timestep of " + dt + " s",
            tau.get(i) + " s; give the timestep that the file was made for with --dt");
      }
    }
    return Elements.map(tau, seconds -> Elements.nearWhole(seconds / dt));
  }

  @FunctionalInterface
  private interface NeuronMaker {
    Neuron make(Tensor threshold, Tensor initialPotential, Shape sample);
  }

  private List<NirToOp.Step> steps(
      Optional<Tensor> gain,
      Optional<Tensor> shift,
      Tensor threshold,
      Tensor initial,
      NeuronMaker maker) {
    List<Tensor> all = new ArrayList<>(List.of(threshold));
    gain.ifPresent(all::add);
    shift.ifPresent(all::add);
    boolean flat = all.stream().anyMatch(values -> PerNeuron.collapse(values, in).isEmpty());
    Shape sample = flat ? Shape.of(in.size()) : in;
    List<NirToOp.Step> steps = new ArrayList<>();
    if (flat) {
      steps.add(new NirToOp.Step(".flat", new Flatten()));
    }
    if (gain.isPresent() || shift.isPresent()) {
      steps.add(new NirToOp.Step(".current", current(gain, shift, sample)));
    }
    steps.add(
        new NirToOp.Step(
            "", maker.make(Elements.collapsed(threshold, sample), each(initial, sample), sample)));
    if (flat) {
      steps.add(new NirToOp.Step(".shaped", new Reshape(in)));
    }
    return steps;
  }

  private static Op current(Optional<Tensor> gain, Optional<Tensor> shift, Shape sample) {
    Tensor factor = gain.map(g -> Elements.collapsed(g, sample)).orElse(Tensor.scalar(1));
    return shift.isEmpty()
        ? NirToOp.scaler(factor)
        : new ChannelAffine(factor, Elements.collapsed(shift.get(), sample));
  }

  /** A scalar or one value per channel where that is enough, else one per neuron. */
  private static Tensor each(Tensor perNeuron, Shape sample) {
    Tensor values = Elements.shaped(perNeuron, sample);
    return PerNeuron.collapse(values, sample).orElse(values);
  }

  private static float each(Tensor values, int i) {
    return values.get(values.size() == 1 ? 0 : i);
  }

  private Tensor field(String name) {
    return PerNeuron.matching(node, name, in);
  }
}
