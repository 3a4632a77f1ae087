package io.spikeport.tuning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.NeuronModel;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The neurons of tuning against the definition in {@code docs/format.md}, one at a time. */
class NeuronRunTest {

  private static final int NEURONS = 200;
  private static final int TIMESTEPS = 12;
  private static final float SCALE = 0.5f;
  private static final float BIAS = 0.0625f;

  static Stream<NeuronModel.If> models() {
    return Stream.of(
        new NeuronModel.If(Reset.SOFT, Firing.PLAIN),
        new NeuronModel.If(Reset.HARD, Firing.PLAIN),
        new NeuronModel.If(Reset.SOFT, new Firing(true, 1)),
        new NeuronModel.If(Reset.SOFT, new Firing(false, 4)),
        new NeuronModel.If(Reset.SOFT, new Firing(true, 4)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void spikesAsDefined(NeuronModel.If model) {
    float[][] currents = currents();
    NeuronRun run = new NeuronRun(model, NEURONS);
    run.start(0.25f);
    for (float[] current : currents) {
      run.step(current, SCALE, BIAS);
    }
    float[] expected = new float[NEURONS];
    for (int i = 0; i < NEURONS; i++) {
      expected[i] = spikes(model, currents, i);
    }
    assertArrayEquals(expected, run.spikes());
  }

  /** Multiples of 1/64, so that nothing is rounded and thresholds are met exactly. */
  private static float[][] currents() {
    Random random = new Random(3);
    float[][] currents = new float[TIMESTEPS][NEURONS];
    for (float[] current : currents) {
      for (int i = 0; i < NEURONS; i++) {
        current[i] = (random.nextInt(161) - 48) / 64f;
      }
    }
    return currents;
  }

  private static float spikes(NeuronModel.If model, float[][] currents, int neuron) {
    double v = 0.25;
    int net = 0;
    for (float[] current : currents) {
      v += (current[neuron] + BIAS) / SCALE;
      int z = 0;
      if (v >= 1) {
        z = Math.min(model.firing().maximumSpikes(), (int) Math.floor(v));
      } else if (model.firing().signed() && v < 0 && net > 0) {
        z = -1;
      }
      v = model.reset() == Reset.HARD && z > 0 ? 0 : v - z;
      net += z;
    }
    return net;
  }
}
