package io.spikeport.simulation.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikeport.error.ModelException;
import io.spikeport.graph.*;
import io.spikeport.simulation.Samples;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One neuron under a constant current, against tables worked out by hand. */
class NeuronTest {

  private static final Tensor ONE = Tensor.scalar(1);
  private static final Tensor ZERO = Tensor.scalar(0);

  private static ImageResult run(Op neuron, int timesteps, float... currents) {
    Graph graph =
        new Graph(
            new GraphInput("x", Shape.of(currents.length)),
            List.of(new Node("z", neuron, "x")),
            "z");
    Recording recording =
        Recording.NONE
            .withTrains(Set.of("z"))
            .withPotentials(Set.of("z"))
            .withMeans(Set.of("z"))
            .withSpikeCounts(Set.of("z"));
    ImageResult[] result = new ImageResult[1];
    SimulationOptions options =
        SimulationOptions.of(timesteps).withThreads(1).withRecording(recording);
    try (Simulator simulator = new Simulator(Samples.model(graph), options)) {
      simulator.run(
          Samples.dataset(Tensor.wrap(Shape.of(1, currents.length), currents)), r -> result[0] = r);
    }
    return result[0];
  }

  private static void assertSpikes(ImageResult result, float... expected) {
    assertArrayEquals(expected, result.trains().get("z").toArray());
  }

  private static void assertPotential(ImageResult result, float... expected) {
    assertArrayEquals(expected, result.potentials().get("z").toArray());
  }

  @Test
  void softResetKeepsWhatIsLeft() {
    // v: .375 .75 1.125→.125 .5 .875 1.25→.25 .625 1→0
    ImageResult r = run(new IntegrateAndFire(ONE, ZERO, Reset.SOFT, Firing.PLAIN), 8, 0.375f);
    assertSpikes(r, 0, 0, 1, 0, 0, 1, 0, 1);
    assertPotential(r, 0);
    assertEquals(0.375f, r.means().get("z").get(0));
    assertEquals(List.of(3L), r.spikes());
  }

  @Test
  void hardResetForgetsWhatIsLeft() {
    ImageResult r = run(new IntegrateAndFire(ONE, ZERO, Reset.HARD, Firing.PLAIN), 8, 0.375f);
    assertSpikes(r, 0, 0, 1, 0, 0, 1, 0, 0);
    assertPotential(r, 0.75f);
  }

  @Test
  void firesAtTheThresholdAndNotBelow() {
    float below = Math.nextDown(1f);
    ImageResult r =
        run(
            new IntegrateAndFire(ONE, ZERO, Reset.SOFT, Firing.PLAIN),
            1,
            1f,
            below,
            Math.nextUp(1f),
            -1f,
            3f);
    assertSpikes(r, 1, 0, 1, 0, 1);
    assertPotential(r, 0, below, Math.nextUp(1f) - 1f, -1f, 2f);
  }

  @Test
  void theStepIsExactForThresholdsOfEverySize() {
    for (float theta = StepFunction.LEAST_THRESHOLD; theta < 1e30f; theta *= 37.7f) {
      Op neuron = new IntegrateAndFire(Tensor.scalar(theta), ZERO, Reset.SOFT, Firing.PLAIN);
      ImageResult r =
          run(neuron, 1, theta, Math.nextDown(theta), Math.nextUp(theta), 0, Float.MAX_VALUE);
      assertSpikes(r, 1, 0, 1, 0, 1);
    }
  }

  @Test
  void refusesThresholdsTooSmallForTheStep() {
    Op neuron = new IntegrateAndFire(Tensor.scalar(1e-22f), ZERO, Reset.SOFT, Firing.PLAIN);
    assertThrows(ModelException.class, () -> run(neuron, 1, 1));
  }

  @Test
  void initialPotentialCountsInThresholds() {
    Op neuron =
        new IntegrateAndFire(Tensor.scalar(2), Tensor.scalar(0.5f), Reset.SOFT, Firing.PLAIN);
    // v: 1, then 1.75 2.5→.5 1.25
    ImageResult r = run(neuron, 3, 0.75f);
    assertSpikes(r, 0, 1, 0);
    assertPotential(r, 1.25f);
  }

  @Test
  void leakyNeuronWithDecayingInput() {
    // τ = 2, x = 1.5: v .75, 1.125→.125, .8125, 1.15625→.15625
    ImageResult r = run(new LeakyIntegrateAndFire(ONE, ZERO, Reset.SOFT, 2, true), 4, 1.5f);
    assertSpikes(r, 0, 1, 0, 1);
    assertPotential(r, 0.15625f);
  }

  @Test
  void leakyNeuronWithUndiminishedInput() {
    // τ = 2, x = .625, hard: v .625, .9375, 1.09375→0, .625
    ImageResult r = run(new LeakyIntegrateAndFire(ONE, ZERO, Reset.HARD, 2, false), 4, 0.625f);
    assertSpikes(r, 0, 0, 1, 0);
    assertPotential(r, 0.625f);
  }

  @Test
  void burstNeuronSendsSeveralSpikesAtOnce() {
    // Γ = 3, x = 2.5: 2 (.5 left), 3 (0 left), 2, 3; x = 5: 3 (2 left), 3 (4 left) …
    ImageResult r =
        run(new IntegrateAndFire(ONE, ZERO, Reset.SOFT, new Firing(false, 3)), 3, 2.5f, 5f);
    assertSpikes(r, 2, 3, 3, 3, 2, 3);
    assertPotential(r, 0.5f, 6f);
    assertEquals(List.of(16L), r.spikes());
  }

  @Test
  void signedNeuronTakesBackOnlyWhatItSent() {
    // A neuron that spikes drives the signed one down: 1 0 −1 needs a changing current, so two
    // layers: first x = 1 fires always; its scaled, shifted spikes give the second −0.75 a step.
    Op signed = new IntegrateAndFire(ONE, Tensor.scalar(1.5f), Reset.SOFT, new Firing(true, 1));
    ImageResult r = run(signed, 5, -0.75f);
    // v: 1.5, then .75 | 0 (not below 0) | −.75 nothing sent yet | −1.5 | −2.25
    assertSpikes(r, 0, 0, 0, 0, 0);
    Op eager = new IntegrateAndFire(ONE, Tensor.scalar(2.5f), Reset.SOFT, new Firing(true, 1));
    r = run(eager, 5, -0.75f);
    // v: 1.75→.75 spike | 0 | −.75→.25 spike taken back | −.5 nothing left | −1.25
    assertSpikes(r, 1, 0, -1, 0, 0);
    assertPotential(r, -1.25f);
    assertEquals(List.of(2L), r.spikes());
    assertEquals(0f, r.means().get("z").get(0));
    assertEquals(2f, r.spikeCounts().get("z").get(0));
  }
}
