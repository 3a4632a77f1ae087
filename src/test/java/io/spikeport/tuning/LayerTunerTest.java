package io.spikeport.tuning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.simulation.ValuesOverTime;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tuner of a layer makes of values that are stored channels last. */
class LayerTunerTest {

  private static final int TIMESTEPS = 2;
  private static final float SCALE = 2;
  private static final Shape SAMPLE = Shape.of(2, 3, 1);

  /**
   * Layers that always put out 0 lack the activation itself: each round adds a·T/s to the neuron's
   * own potential.
   */
  @Test
  void eachNeuronsPotentialGrowsByWhatThatNeuronLacks() {
    float[][] one = {{0, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f}}; // [1, 3, 1, C]
    ValuesOverTime activations = new ValuesOverTime(1, one);
    ValuesOverTime silence = new ValuesOverTime(TIMESTEPS, new float[1][TIMESTEPS * SAMPLE.size()]);
    List<Boolean> last = new ArrayList<>();
    LayerTuner tuner =
        new LayerTuner(
            new NeuronModel.If(Reset.SOFT, Firing.PLAIN),
            TIMESTEPS,
            0,
            new Tuning(false, false, Tuning.Potentials.NEURON, false, 1));
    LayerTuner.Tuned tuned =
        tuner.tune(
            silence,
            activations,
            SAMPLE,
            Tensor.scalar(SCALE),
            0,
            Float.MAX_VALUE,
            (parameters, isLast) -> {
              last.add(isLast);
              return silence;
            });
    assertEquals(SAMPLE, tuned.parameters().initialPotential().shape());
    float[] channelsFirst = {0, 0.25f, 0.5f, 0.125f, 0.375f, 0.625f};
    float[] expected = new float[channelsFirst.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Tuning.POTENTIAL_ROUNDS * channelsFirst[i] * TIMESTEPS / SCALE;
    }
    assertArrayEquals(expected, tuned.parameters().initialPotential().toArray());
    assertEquals(List.of(false, false, true), last);
  }
}
