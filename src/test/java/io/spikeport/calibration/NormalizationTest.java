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
  void aSilentLayerIsRefusedByName() {
    ModelException e =
        assertThrows(ModelException.class, () -> choose(new Normalization.Max(), of(0, 0)));
    assertTrue(e.getMessage().contains("layer 'act'"), e.getMessage());
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
}
