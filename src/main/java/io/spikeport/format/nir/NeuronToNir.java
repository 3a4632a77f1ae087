package io.spikeport.format.nir;

import io.spikeport.format.contract.Loss;
import io.spikeport.format.contract.Target;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reset;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Neurons as NIR's IF ({@code v̇ = r·x}) and LIF ({@code τ·v̇ = v_leak − v + r·x}), both of which
 * fire at {@code v > v_threshold} and set v to v_reset. One Euler step of dt seconds adds {@code
 * dt·r·x}, so that r = 1/dt; a LIF neuron's τ timesteps are τ·dt seconds, and r is 1 where the
 * input decays and τ where it does not.
 */
final class NeuronToNir {

  /** τ in timesteps of an IF neuron that is written as LIF: 1 − 1/τ is 1 in single precision. */
  static final double NO_LEAK = 1 << 30;

  private final Node node;
  private final Shape sample;
  private final Optional<Target> target;
  private final Consumer<Loss> losses;

  NeuronToNir(Node node, Shape sample, Optional<Target> target, Consumer<Loss> losses) {
    this.node = node;
    this.sample = sample;
    this.target = target;
    this.losses = losses;
  }

  NirNode write(IntegrateAndFire op, double dt) {
    if (!op.firing().isPlain()) {
      lost(
          "NIR's neurons emit at most one spike per timestep, and no negative ones",
          "convert the model again with --neuron if");
    }
    NodeBuilder builder =
        common(op)
            .note(Notes.SIGNED, op.firing().signed() ? 1 : 0)
            .note(Notes.MAXIMUM_SPIKES, op.firing().maximumSpikes());
    if (target.isPresent() && !target.get().takes("IF") && target.get().takes("LIF")) {
      losses.accept(
          Loss.harmless(
              node.describe(),
              "the importer makes a leaking neuron of an IF",
              "it is written as a LIF whose τ is so large that nothing leaks"));
      return leaky(builder, everywhere(NO_LEAK * dt), everywhere(NO_LEAK)).build();
    }
    boolean one = target.isPresent() && target.get().resistance() == Target.Resistance.ONE;
    return builder.type("IF").real("r", everywhere(one ? 1 : 1 / dt)).build();
  }

  NirNode write(LeakyIntegrateAndFire op, double dt) {
    NodeBuilder builder =
        common(op).note(Notes.TAU, op.tau()).note(Notes.DECAY_INPUT, op.decayInput() ? 1 : 0);
    if (target.isPresent() && !op.decayInput() && target.get() == Target.SPIKINGJELLY) {
      losses.accept(
          Loss.harmful(
              node.describe(),
              "the importer takes an input for undecayed only if r and τ/dt agree to the last bit",
              "it is written as r = τ/dt",
              "convert the model again with --neuron if"));
    }
    if (target.isPresent() && !op.decayInput() && target.get() == Target.NORSE) {
      losses.accept(
          Loss.harmful(
              node.describe(),
              "the importer does not read r, so that the input decays",
              "it is written as r = τ/dt",
              "convert the model again with --neuron if"));
    }
    if (!op.tau().isScalar() && target.isPresent() && takesOneTau(target.get(), op)) {
      lost(
          "the importer takes one τ for all neurons of a layer",
          "give the neurons of a layer one time constant");
    }
    Tensor timesteps = PerNeuron.expand(op.tau(), sample);
    Tensor seconds = Elements.map(timesteps, tau -> tau * dt);
    return leaky(builder, seconds, op.decayInput() ? everywhere(1) : timesteps).build();
  }

  /** snnTorch divides θ by one {@code r·dt/τ}, which is 1 where the input does not decay. */
  private static boolean takesOneTau(Target tool, LeakyIntegrateAndFire op) {
    return tool == Target.SPIKINGJELLY || (tool == Target.SNNTORCH && op.decayInput());
  }

  private NodeBuilder leaky(NodeBuilder builder, Tensor tau, Tensor resistance) {
    return builder.type("LIF").real("tau", tau).real("r", resistance).real("v_leak", everywhere(0));
  }

  private NodeBuilder common(IntegratingNeuron op) {
    target.ifPresent(tool -> checkTarget(op, tool));
    boolean strict = target.isPresent() && target.get().isStrict();
    if (target.isEmpty()) {
      losses.accept(
          Loss.harmless(
              node.describe(),
              "NIR's neurons fire above θ, are reset to a value and start from 0; these "
                  + (op.reset() == Reset.SOFT ? "subtract θ and " : "")
                  + "fire from θ on"
                  + (startsFromRest(op) ? "" : " and start from another potential"),
              "this is in the metadata, which Spikeport reads and other tools do not"));
    }
    return new NodeBuilder("")
        .real(
            "v_threshold",
            PerNeuron.expand(strict ? below(op.threshold()) : op.threshold(), sample))
        .real("v_reset", everywhere(0))
        .note(Notes.THRESHOLD, op.threshold())
        .note(Notes.INITIAL_POTENTIAL, op.initialPotential())
        .note(Notes.RESET, op.reset().name().toLowerCase(Locale.ROOT))
        .note(Notes.COMPARISON, Notes.GREATER_OR_EQUAL);
  }

  private void checkTarget(IntegratingNeuron op, Target tool) {
    if (!tool.resets(op.reset())) {
      boolean soft = op.reset() == Reset.SOFT;
      lost(
          soft
              ? "the importer makes neurons that are reset to a value, these subtract θ"
              : "the importer makes neurons that subtract θ, these are reset to 0",
          "convert the model again with --reset " + (soft ? "hard" : "soft"));
    }
    if (!startsFromRest(op)) {
      lost(
          "imported neurons start from 0, these from another potential",
          "set the neurons' potential to v₀·θ before the first timestep, or convert the model again"
              + " with --initial-potential 0 and without --tune");
    }
    if (tool == Target.SINABS) {
      lost(
          "the importer keeps potentials above −θ and lets a neuron spike several times per"
              + " timestep",
          "set min_v_mem to None and spike_fn to SingleSpike in the imported layers");
    }
  }

  private void lost(String what, String remedy) {
    losses.accept(
        target.isEmpty()
            ? Loss.harmless(node.describe(), what, "it is in the metadata")
            : Loss.harmful(node.describe(), what, "it is left out", remedy));
  }

  /** The float below θ: {@code v > below(θ)} exactly when {@code v ≥ θ}. */
  private static Tensor below(Tensor threshold) {
    float[] values = threshold.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.nextDown(values[i]);
    }
    return Tensor.wrap(threshold.shape(), values);
  }

  private static boolean startsFromRest(IntegratingNeuron op) {
    for (int i = 0; i < op.initialPotential().size(); i++) {
      if (op.initialPotential().get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private Tensor everywhere(double value) {
    return Tensor.filled(sample, (float) value);
  }
}
