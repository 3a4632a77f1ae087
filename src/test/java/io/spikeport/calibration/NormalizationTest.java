package io.spikeport.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.ModelException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizationTest {

  private static Histogram of(float... values) {
    Histogram histogram = new Histogram(CalibrationOptions.LAYER_BITS);
    histogram.add(values, 0, values.length);
    return histogram;
  }

  private static ActivationScales choose(Normalization normalization, Histogram... histograms) {
    LayerActivations layer = new LayerActivations("act", List.of(histograms));
    return ActivationScales.choose(new ActivationStatistics(List.of(layer), 1), normalization);
  }

  @ParameterizedTest
  @ValueSource(strings = {"max", "mse", "99.9%", "100%", "0.5", "1"})
  void notationsAreReadAndWrittenAlike(String notation) {
    assertEquals(notation, Normalization.parse(notation, 8).notation());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "min", "0%", "101%", "0", "1.5", "-0.5", "NaN", "NaN%", "%"})
  void otherNotationsAreRefused(String notation) {
    assertThrows(IllegalArgumentException.class, () -> Normalization.parse(notation, 8));
  }

  @Test
  void aFractionIsOneOfTheMaximum() {
    assertEquals(2f, choose(new Normalization.Fraction(0.5), of(1, 4, 3)).of("act").get(0));
  }

  @Test
  void aNetworkThatIsSilentEverywhereIsRefused() {
    ModelException e =
        assertThrows(ModelException.class, () -> choose(new Normalization.Max(), of(0, 0)));
    assertTrue(e.getMessage().contains("every layer over 1 images"), e.getMessage());
  }

  @Test
  void aLayerThatIsSilentBesideOthersHasAScaleOfOne() {
    LayerActivations dead = new LayerActivations("dead", List.of(of(0, 0)));
    LayerActivations alive = new LayerActivations("act", List.of(of(1, 4)));
    ActivationScales scales =
        ActivationScales.choose(
            new ActivationStatistics(List.of(dead, alive), 1), new Normalization.Percentile(50));
    assertEquals(1f, scales.of("dead").get(0));
  }

  @Test
  void aPercentileThatFallsOnZeroIsRefusedWithARemedy() {
    float[] sparse = new float[1000];
    sparse[3] = 1;
    ModelException e =
        assertThrows(
            ModelException.class, () -> choose(new Normalization.Percentile(50), of(sparse)));
    assertTrue(e.getMessage().contains("higher percentile"), e.getMessage());
  }

  @Test
  void aSilentChannelTakesItsLayersScale() {
    Histogram silent = new Histogram(CalibrationOptions.CHANNEL_BITS);
    silent.add(new float[] {0, 0}, 0, 2);
    Histogram active = new Histogram(CalibrationOptions.CHANNEL_BITS);
    active.add(new float[] {1, 5}, 0, 2);
    ActivationScales scales = choose(new Normalization.Max(), silent, active);
    assertEquals(5, scales.of("act").get(0));
    assertEquals(5, scales.of("act").get(1));
  }

  /** Squared error of the values that T timesteps allow, term by term. */
  private static double squaredError(float[] values, double s, int timesteps) {
    double sum = 0;
    for (float a : values) {
      double level = Math.max(0, Math.min(timesteps, Math.floor(a * timesteps / s + 0.5)));
      sum += Math.pow(a - s / timesteps * level, 2);
    }
    return sum;
  }

  private static float[] halfNormal(int count) {
    java.util.Random random = new java.util.Random(3);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.max(0, random.nextGaussian());
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void leastSquaresBeatsEveryOtherScale(int timesteps) {
    float[] values = halfNormal(5000);
    double chosen = new LeastSquares(timesteps).scale(of(values));
    // Off the grid of 60 candidates the error can be a little smaller.
    double error = squaredError(values, chosen, timesteps);
    for (double s = 0.05; s < 4; s += 0.01) {
      assertTrue(error <= 1.02 * squaredError(values, s, timesteps), "better: " + s);
    }
  }

  @Test
  void moreTimestepsAllowALargerScale() {
    Histogram activations = of(halfNormal(5000));
    assertTrue(new LeastSquares(2).scale(activations) < new LeastSquares(32).scale(activations));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void thresholdIterationEndsInAFixedPoint(int timesteps) {
    float[] values = halfNormal(5000);
    double s = new ThresholdIteration(timesteps).scale(of(values));
    double products = 0;
    double squares = 0;
    for (float a : values) {
      double q = s / timesteps * Math.min(timesteps, Math.floor(a * timesteps / s + 0.5));
      products += a * q;
      squares += q * q;
    }
    // The histogram's bins are 2^-11 of a value wide, and a level may change within one.
    assertEquals(1, products / squares, 2e-3);
  }

  /** One active value a with share p: s ← s + 2·p·(a − s) goes to a. */
  @Test
  void localThresholdBalancingGoesToAConstantActivation() {
    float[] values = new float[100];
    java.util.Arrays.fill(values, 0, 10, 3f);
    assertEquals(3, new LocalThresholdBalancing().scale(of(values)), 3e-3);
  }

  @Test
  void localThresholdBalancingStaysBelowTheMaximumOfALongTail() {
    float[] values = halfNormal(200_000);
    double s = new LocalThresholdBalancing().scale(of(values));
    assertTrue(s > 2 && s < of(values).maximum(), "s = " + s);
  }
}
