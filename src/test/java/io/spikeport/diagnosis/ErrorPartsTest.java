package io.spikeport.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Four timesteps, s = 2: rates 0, 0.5, 1, 1.5 and 2. */
class ErrorPartsTest {

  private static ErrorParts of(double activation, double rate) {
    return ErrorParts.of(activation, rate, 0.5, 4);
  }

  @Test
  void anExactRateHasNoError() {
    assertEquals(new ErrorParts(0, 0, 0), of(1.5, 1.5));
    assertEquals(new ErrorParts(0, 0, 0), of(0, 0));
  }

  @Test
  void whatIsAboveTheHighestRateIsClipped() {
    assertEquals(new ErrorParts(-0.75, 0, 0), of(2.75, 2));
  }

  @Test
  void theNearestRateIsOnlyQuantized() {
    assertEquals(new ErrorParts(0, 0.125, 0), of(0.375, 0.5));
    assertEquals(new ErrorParts(0, -0.125, 0), of(1.125, 1));
    assertEquals(new ErrorParts(0, 0.25, 0), of(0.25, 0.5));
  }

  @Test
  void otherSpikesAreUneven() {
    assertEquals(new ErrorParts(0, 0, 1), of(0.5, 1.5));
    assertEquals(new ErrorParts(0, 0, -0.5), of(0, -0.5));
    assertEquals(new ErrorParts(-1, 0, -0.5), of(3, 1.5));
  }

  @Property
  void thePartsAddUpToTheError(
      @ForAll @DoubleRange(max = 40) double activation,
      @ForAll @DoubleRange(min = 0.01, max = 10) double scale,
      @ForAll @IntRange(min = 1, max = 200) int timesteps,
      @ForAll @IntRange(min = 1, max = 4) int burst,
      @ForAll @IntRange(min = -50, max = 1000) int count) {
    double step = scale / timesteps;
    long steps = (long) burst * timesteps;
    double rate = count * step;
    ErrorParts parts = ErrorParts.of(activation, rate, step, steps);
    // Three differences and two sums, each rounded to 2⁻⁵³ of the largest number there is here.
    double rounding = 8 * 0x1p-53 * (activation + Math.abs(rate) + steps * step);
    assertEquals(rate - activation, parts.sum(), rounding);
    assertTrue(parts.clipping() <= 0);
    assertEquals(Math.max(0, activation - burst * scale), -parts.clipping(), rounding);
    assertTrue(Math.abs(parts.quantization()) <= step / 2 + rounding);
    double spikesOff = parts.unevenness() / step;
    assertEquals(Math.rint(spikesOff), spikesOff, rounding / step);
  }
}
