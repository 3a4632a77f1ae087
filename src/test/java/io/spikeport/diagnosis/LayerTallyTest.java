package io.spikeport.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.calibration.Derivation;
import io.spikeport.error.ModelException;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every number of a layer's diagnosis, by hand. */
class LayerTallyTest {

  /** Sums of a few doubles. */
  private static final double ROUNDING = 1e-12;

  private static LayerTally tally(int neurons, float scale, int maximumSpikes) {
    return new LayerTally(
        new ComparedLayer(
            "act",
            Shape.of(neurons),
            new Derivation("value", List.of(), 1),
            Tensor.scalar(scale),
            maximumSpikes));
  }

  /** Takes in one image of which all timesteps are read out. */
  private static void add(LayerTally tally, int timesteps, float[] activations, float... counts) {
    float[] means = new float[counts.length];
    float[] absolute = new float[counts.length];
    for (int i = 0; i < counts.length; i++) {
      means[i] = counts[i] / timesteps;
      absolute[i] = Math.abs(counts[i]);
    }
    tally.add(activations, Tensor.vector(means), Tensor.vector(absolute), timesteps, 0);
  }

  private static float[] floats(float... values) {
    return values;
  }

  private static LayerDiagnosis one(float scale, float[] activations, float... counts) {
    LayerTally tally = tally(activations.length, scale, 1);
    add(tally, 4, activations, counts);
    return tally.diagnosis().orElseThrow();
  }

  private static void assertParts(
      LayerDiagnosis found, double clipping, double quantization, double unevenness) {
    assertEquals(clipping, found.clipping(), ROUNDING);
    assertEquals(quantization, found.quantization(), ROUNDING);
    assertEquals(unevenness, found.unevenness(), ROUNDING);
  }

  @Test
  void activationsAboveTheScaleAreClippedOnly() {
    // ‖a‖² = 2² + 0.5² = 4.25; the first neuron lacks 1.
    LayerDiagnosis found = one(1, floats(2, 0.5f), 4, 2);
    assertParts(found, 1 / Math.sqrt(4.25), 0, 0);
    assertEquals(1 / Math.sqrt(4.25), found.error(), ROUNDING);
    assertEquals(-1 / 2.5, found.meanError(), ROUNDING);
    assertEquals(0.5, found.saturated());
    assertEquals(0, found.silent());
    assertEquals(6 / 8.0, found.firingRate());
    assertEquals(Cause.CLIPPING, found.mainCause());
  }

  @Test
  void activationsBetweenTwoRatesAreQuantizedOnly() {
    // s = 2, so the rates are 0, 0.5, 1, 1.5 and 2.
    LayerDiagnosis found = one(2, floats(0.6f, 1.9f), 1, 4);
    double a = 0.6f;
    double b = 1.9f;
    double expected = Math.hypot(0.5 - a, 2 - b) / Math.hypot(a, b);
    assertParts(found, 0, expected, 0);
    assertEquals(expected, found.error(), ROUNDING);
    // At the highest rate, but where it belongs.
    assertEquals(0, found.saturated());
    assertEquals(Cause.QUANTIZATION, found.mainCause());
  }

  @Test
  void spikesTooManyOrTooFewAreUneven() {
    LayerDiagnosis found = one(1, floats(0.5f, 0.75f, 0), 3, 0, 1);
    double norm = Math.sqrt(0.5 * 0.5 + 0.75 * 0.75);
    double expected = Math.sqrt(0.25 * 0.25 + 0.75 * 0.75 + 0.25 * 0.25) / norm;
    assertParts(found, 0, 0, expected);
    assertEquals(expected, found.error(), ROUNDING);
    assertEquals((0.25 - 0.75 + 0.25) / 1.25, found.meanError(), ROUNDING);
    assertEquals(1 / 3.0, found.silent(), ROUNDING);
    assertEquals(Cause.UNEVENNESS, found.mainCause());
  }

  @Test
  void aNeuronAboveTheScaleThatDoesNotKeepUpIsNotSaturated() {
    LayerDiagnosis found = one(1, floats(1.5f), 3);
    assertParts(found, 0.5 / 1.5, 0, 0.25 / 1.5);
    assertEquals(0, found.saturated());
  }

  @Test
  void eachChannelHasItsScale() {
    LayerTally tally =
        new LayerTally(
            new ComparedLayer(
                "act",
                Shape.of(2, 2),
                new Derivation("value", List.of(), 1),
                Tensor.vector(1, 8),
                1));
    tally.add(
        floats(0.25f, 3, 2, 10),
        Tensor.wrap(Shape.of(2, 2), floats(0.25f, 1, 0.25f, 1)),
        Tensor.wrap(Shape.of(2, 2), floats(1, 4, 1, 4)),
        4,
        0);
    LayerDiagnosis found = tally.diagnosis().orElseThrow();
    assertParts(found, Math.sqrt((2 * 2 + 2 * 2) / (0.0625 + 9 + 4 + 100)), 0, 0);
    assertEquals(0.5, found.saturated());
  }

  @Test
  void onlyTheTimestepsThatAreReadOutMakeTheRate() {
    // Of 8 timesteps the last 4 are read out: 2 spikes there, 5 in all.
    LayerTally tally = tally(2, 1, 1);
    tally.add(floats(0.5f, 0.25f), Tensor.vector(0.5f, 0.25f), Tensor.vector(5, 1), 8, 4);
    LayerDiagnosis found = tally.diagnosis().orElseThrow();
    assertEquals(0, found.error());
    assertEquals(6 / 16.0, found.firingRate());
    // A third of a spike is no rate that 3 timesteps give as a float; it must not be an error.
    tally = tally(1, 3, 1);
    tally.add(floats(1), Tensor.vector(1 / 3f), Tensor.vector(1), 7, 4);
    assertEquals(0, tally.diagnosis().orElseThrow().error());
  }

  @Test
  void firingBeforeTheReadoutIsFiring() {
    LayerTally tally = tally(1, 1, 1);
    tally.add(floats(0.5f), Tensor.vector(0), Tensor.vector(1), 8, 4);
    assertEquals(0, tally.diagnosis().orElseThrow().silent());
  }

  @Test
  void burstsReachHigherRates() {
    // Γ = 3, T = 2, s = 1: up to 3 in steps of a half.
    LayerTally tally = tally(2, 1, 3);
    add(tally, 2, floats(2.5f, 4), 5, 6);
    LayerDiagnosis found = tally.diagnosis().orElseThrow();
    assertParts(found, 1 / Math.hypot(2.5, 4), 0, 0);
    assertEquals(0.5, found.saturated());
    assertEquals(11 / 4.0, found.firingRate());
  }

  @Test
  void negativeSpikesLowerTheRateButAreSpikes() {
    // +1 and −1 in the first neuron; one more taken back than sent, since t₀, in the second.
    LayerTally tally = tally(3, 1, 1);
    tally.add(floats(0.25f, 0, 1), Tensor.vector(0, -0.25f, 1), Tensor.vector(2, 3, 8), 8, 4);
    LayerDiagnosis found = tally.diagnosis().orElseThrow();
    assertParts(found, 0, 0, Math.sqrt(2 * 0.0625 / 1.0625));
    assertEquals(0, found.silent());
    assertEquals(13 / 24.0, found.firingRate(), ROUNDING);
  }

  @Test
  void silentNeuronsFireInNoImageAlthoughTheyShouldInSome() {
    LayerTally tally = tally(4, 1, 1);
    // The first never should, the second never does, the others do once.
    add(tally, 4, floats(0, 0.5f, 0.5f, 0), 0, 0, 0, 1);
    add(tally, 4, floats(0, 0, 0.5f, 0.5f), 0, 0, 1, 0);
    assertEquals(0.25, tally.diagnosis().orElseThrow().silent());
  }

  @Test
  void correlatesOverAllNeuronsAndImages() {
    int neurons = 50;
    int images = 7;
    Random random = new Random(1);
    LayerTally tally = tally(neurons, 1.5f, 1);
    double[] a = new double[neurons * images];
    double[] r = new double[neurons * images];
    for (int image = 0; image < images; image++) {
      float[] activations = new float[neurons];
      float[] counts = new float[neurons];
      for (int i = 0; i < neurons; i++) {
        activations[i] = Math.max(0, (float) random.nextGaussian());
        counts[i] = random.nextInt(17);
        a[image * neurons + i] = activations[i];
        r[image * neurons + i] = 1.5 * counts[i] / 16;
      }
      add(tally, 16, activations, counts);
    }
    assertEquals(
        pearson(a, r), tally.diagnosis().orElseThrow().correlation().getAsDouble(), ROUNDING);
  }

  private static double pearson(double[] x, double[] y) {
    double meanX = java.util.Arrays.stream(x).average().orElseThrow();
    double meanY = java.util.Arrays.stream(y).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }

  @Test
  void proportionalRatesCorrelateFully() {
    assertEquals(1, one(1, floats(0.5f, 1, 2), 1, 2, 4).correlation().getAsDouble(), ROUNDING);
    assertEquals(-1, one(1, floats(1, 0.5f, 0), 0, 1, 2).correlation().getAsDouble(), ROUNDING);
  }

  @Test
  void whatIsTheSameEverywhereCorrelatesWithNothing() {
    assertEquals(OptionalDouble.empty(), one(0.1f, floats(0.1f, 0.7f), 1, 1).correlation());
    assertEquals(OptionalDouble.empty(), one(1, floats(0.1f, 0.1f, 0.1f), 1, 2, 1).correlation());
  }

  @Test
  void anErrorRelativeToNothingIsNone() {
    LayerTally tally = tally(1, 1, 1);
    add(tally, 4, floats(0), 1);
    assertEquals(Optional.empty(), tally.diagnosis());
  }

  @Test
  void refusesActivationsThatAreNoNumbers() {
    for (float value : floats(Float.NaN, Float.POSITIVE_INFINITY)) {
      LayerTally tally = tally(1, 1, 1);
      add(tally, 4, floats(value), 1);
      ModelException e = assertThrows(ModelException.class, tally::diagnosis);
      assertTrue(e.getMessage().contains("layer 'act'"), e.getMessage());
    }
  }
}
